import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '../..')
const namesIn = (folder: string) =>
  readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith('.tsx'))
    .map((name) => path.parse(name).name)

/** Components that draw nothing of their own: they pass values on, or change the browser's tab. */
const unseen = ['desk-status', 'page-title', 'server-clock', 'theme-provider', 'viewer-context']

test('every component of app/_ui has its states in the gallery', () => {
  const stories = namesIn('gallery/stories')
  expect(namesIn('app/_ui').filter((name) => !stories.includes(name) && !unseen.includes(name))).toEqual([])
})

test('the gallery has no states of components that are gone', () => {
  const components = namesIn('app/_ui')
  expect(namesIn('gallery/stories').filter((name) => !components.includes(name))).toEqual([])
})

test('the gallery is no part of the product', () => {
  const importers = ['app', 'server', 'workers', 'emails'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => path.join(folder, name))
      .filter((file) => /from ['"](@\/|(\.\.\/)+)gallery/.test(readFileSync(path.join(root, file), 'utf8'))),
  )
  expect(importers).toEqual([])
})
