import { Table } from '@mantine/core'
import { Box, Group, Stack, Td, Text, Th, Tr } from '@/app/_ui/light'
import type { Stories } from '../story'

export const stories: Stories = {
  'texts and frames': () => (
    <Stack gap="sm">
      <Text fw={600}>S1</Text>
      <Text fz="xs" c="dimmed">
        S2
      </Text>
      <Group gap="md">
        <Box p="sm">S3</Box>
        <Box p="sm">S4</Box>
      </Group>
    </Stack>
  ),
  'rows of a table': () => (
    <Table>
      <Table.Tbody>
        <Tr>
          <Th scope="row">S1</Th>
          <Td>15</Td>
        </Tr>
      </Table.Tbody>
    </Table>
  ),
}
