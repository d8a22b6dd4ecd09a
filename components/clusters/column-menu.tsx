'use client'
import { Columns3 } from 'lucide-react'
import { buttonClass } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Popover } from '@/components/ui/popover'
import { COLUMNS, type ColumnId } from './columns'

/** Which columns are shown; remembered on this browser. */
export function ColumnMenu({ hidden, onChange }: { hidden: readonly ColumnId[]; onChange: (hidden: ColumnId[]) => void }) {
  return (
    <Popover label="Columns" align="end" triggerClass={buttonClass('secondary', 'md', 'max-sm:hidden')} trigger={<><Columns3 aria-hidden />Columns</>} className="w-52">
      <div className="flex flex-col gap-2">
        {COLUMNS.map((column) => (
          <Checkbox
            key={column.id}
            label={column.label}
            checked={!hidden.includes(column.id)}
            disabledReason={column.fixed ? 'always shown' : null}
            onChange={(event) => onChange(event.target.checked ? hidden.filter((id) => id !== column.id) : [...hidden, column.id])}
          />
        ))}
      </div>
    </Popover>
  )
}
