import { expect, test } from 'vitest'
import { nameScreenshots, pastedFiles } from './use-uploads'

const clipboard = (text: string, ...names: string[]) => ({
  getData: (type: string) => (type === 'text/plain' ? text : ''),
  files: names.map((name) => new File(['x'], name)) as unknown as FileList,
})

test('cells pasted from an office program stay text, although a picture comes with them', () => {
  expect(pastedFiles(clipboard('a\tb', 'image.png'))).toEqual([])
})
test('a screenshot is pasted as a file', () => {
  expect(pastedFiles(clipboard('', 'image.png')).map(({ name }) => name)).toEqual(['image.png'])
  expect(pastedFiles(null)).toEqual([])
})

test('pasted screenshots are named by the time of day, each by a name of its own; other files keep theirs', () => {
  const files = [new File(['x'], 'image.png'), new File(['x'], 'image.png'), new File(['x'], 'chart.png')]
  const named = nameScreenshots(files, ['screenshot-0755.png'], new Date('2026-11-26T23:55:00Z'), 'Asia/Shanghai')
  expect(named.map(({ name }) => name)).toEqual(['screenshot-0755-2.png', 'screenshot-0755-3.png', 'chart.png'])
})
