import type { Metadata } from 'next'
import { requireActor } from '@/server/http/actor'
import { getMe } from '@/server/services/users/get-me'
import { PERMISSIONS } from '@/server/contracts/access'
import { ChangePasswordForm } from '@/components/auth/change-password-form'
import { Card, Fact, Facts } from '@/components/ui/card'
import { ProblemView } from '@/components/ui/problem-view'
import { changePassword } from '../../../(auth)/actions'
import { loadOrExplain } from '../../load-or-explain'

export const metadata: Metadata = { title: 'Account' }

export default async function AccountPage() {
  const { actor } = await requireActor()
  const loaded = await loadOrExplain(() => getMe(actor))
  if (!loaded.ok) return <ProblemView problem={loaded.problem} />
  const me = loaded.value
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Card title="You">
        <Facts>
          <Fact label="User name">{me.username}</Fact>
          <Fact label="Name">{me.name}</Fact>
          <Fact label="Role">{me.role}</Fact>
          <Fact label="You may"><ul>{me.permissions.map((permission) => <li key={permission}>{PERMISSIONS[permission]}</li>)}</ul></Fact>
        </Facts>
      </Card>
      <Card title="Change your password" description="Your other sessions are signed out; API tokens go on working">
        <ChangePasswordForm changePassword={changePassword} next={null} oneTime={false} />
      </Card>
    </div>
  )
}
