// Enforces the folder rule of docs/architecture.md: no folder of server/ holds more than ten files, not counting tests.
// usage: node scripts/folders.mjs [folder]
import fs from 'node:fs'
import path from 'node:path'

const maxFiles = 10
const isSource = (name) => /\.(ts|tsx|mjs)$/.test(name) && !/\.test\.tsx?$/.test(name)

/** @returns one line per folder below `root` that holds too many source files */
export function crowdedFolders(root) {
  const entries = fs.readdirSync(root, { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && isSource(entry.name)).length
  const own = files > maxFiles ? [`${root}: ${files} files; at most ${maxFiles}. Split it by feature.`] : []
  return [
    ...own,
    ...entries.filter((entry) => entry.isDirectory()).flatMap(({ name }) => crowdedFolders(path.join(root, name))),
  ]
}

if (process.argv[1] === import.meta.filename) {
  const crowded = crowdedFolders(process.argv[2] ?? 'server')
  for (const line of crowded) console.error(line)
  process.exit(crowded.length > 0 ? 1 : 0)
}
