import { expect, test } from 'vitest'
import { nameScreenshots, pastedFiles } from './use-uploads'

const clipboard = (text: string, ...names: string[]) => ({
  getData: (type: string) => (type === 'text/plain' ? text : ''),
  files: names.map((name) => new File(['x'], name)) as unknown as FileList,
})

test('cells pasted from a spreadsheet stay text, although the clipboard also holds a picture', () => {
  expect(pastedFiles(clipboard('a\tb', 'image.png'))).toEqual([])
})
test('a screenshot is pasted as a file', () => {
  expect(pastedFiles(clipboard('', 'image.png')).map(({ name }) => name)).toEqual(['image.png'])
  expect(pastedFiles(null)).toEqual([])
})

test('pasted screenshots get distinct names with the time of day; other files keep theirs', () => {
  const files = [new File(['x'], 'image.png'), new File(['x'], 'image.png'), new File(['x'], 'chart.png')]
  const named = nameScreenshots(files, ['screenshot-0755.png'], new Date('2026-11-26T23:55:00Z'), 'Asia/Shanghai')
  expect(named.map(({ name }) => name)).toEqual(['screenshot-0755-2.png', 'screenshot-0755-3.png', 'chart.png'])
})
