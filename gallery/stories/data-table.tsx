import { DataTable } from '@/app/_ui/data-table'
import { Table } from '@/app/_ui/light'
import type { Stories } from '../story'

const table = (rows: number) => (
  <DataTable minWidth={520} aria-label="SLA">
    <Table.Thead>
      <Table.Tr>
        {['A', 'B', 'C', 'D'].map((name) => (
          <Table.Th key={name}>{name}</Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {Array.from({ length: rows }, (_, row) => (
        <Table.Tr key={row}>
          {['one', 'two', 'three', 'four'].map((cell) => (
            <Table.Td key={cell}>
              {cell} {row + 1}
            </Table.Td>
          ))}
        </Table.Tr>
      ))}
    </Table.Tbody>
  </DataTable>
)

export const stories: Stories = {
  rows: () => table(3),
  'in a narrow place': () => <div style={{ maxWidth: 320 }}>{table(2)}</div>,
}
