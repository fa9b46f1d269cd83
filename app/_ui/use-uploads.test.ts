import { expect, test } from 'vitest'
import { pastedFiles } from './use-uploads'

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
