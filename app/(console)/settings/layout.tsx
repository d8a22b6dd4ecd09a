import type { ReactNode } from 'react'
import { PageHeader } from '@/components/ui/card'
import { TabLinks } from '@/components/ui/tab-links'

const TABS = [{ href: '/settings/account', label: 'Account' }, { href: '/settings/tokens', label: 'API tokens' }, { href: '/settings/users', label: 'Users' }]

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHeader title="Settings" />
      <TabLinks label="Settings" tabs={TABS} />
      <div className="pt-4">{children}</div>
    </>
  )
}
