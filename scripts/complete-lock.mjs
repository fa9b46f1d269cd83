// Adds lock entries for optional packages of other platforms. Some registries omit them, and `npm ci` refuses a lock
// without them. Run it after every install that changes the lock; `--check` only reports.
import fs from 'node:fs'

const file = 'package-lock.json'
const lock = JSON.parse(fs.readFileSync(file, 'utf8'))
let added = 0
for (const [at, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const known = [`${at}/node_modules/${name}`, `node_modules/${name}`].some((place) => lock.packages[place]?.version)
    if (known) continue
    const os = name.match(/darwin|win32|linux|android|freebsd|openharmony|wasm|sunos|netbsd|openbsd|aix/)?.[0] ?? 'none'
    const cpu = name.match(/arm64|x64|ia32|arm|ppc64|s390x|riscv64|loong64/)?.[0] ?? 'none'
    const musl = /musl/.test(name)
    if (os === 'linux' && cpu === 'x64' && !musl) {
      console.error(`${name} is needed on this platform and missing from the lock`)
      process.exit(1)
    }
    lock.packages[`node_modules/${name}`] = {
      version: version.replace(/^[\^~]/, ''),
      cpu: [cpu],
      optional: true,
      os: [os],
      ...(musl ? { libc: ['musl'] } : {}),
    }
    added += 1
  }
}
if (process.argv.includes('--check')) {
  if (added > 0) console.error(`The lock lacks ${added} entries; run npm run complete-lock`)
  process.exit(added > 0 ? 1 : 0)
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`added ${added}`)
