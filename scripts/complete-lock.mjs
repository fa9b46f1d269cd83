// Adds lock entries for optional platform packages that the registry mirror could not describe (npm ci rejects a lock without them).
import fs from 'node:fs'
const f = 'package-lock.json'
const L = JSON.parse(fs.readFileSync(f))
let n = 0
for (const [at, p] of Object.entries(L.packages))
  for (const [name, v] of Object.entries(p.optionalDependencies ?? {})) {
    const found = [at + '/node_modules/' + name, 'node_modules/' + name].some((k) => L.packages[k]?.version)
    if (found) continue
    const os = name.match(/darwin|win32|linux|android|freebsd|openharmony|wasm|sunos|netbsd|openbsd|aix/)?.[0] ?? 'none'
    const cpu = name.match(/arm64|x64|ia32|arm|ppc64|s390x|riscv64|loong64/)?.[0] ?? 'none'
    if (os === 'linux' && cpu === 'x64' && !/musl/.test(name)) {
      console.error('REFUSING, needed here:', name)
      continue
    }
    L.packages['node_modules/' + name] = {
      version: v.replace(/^[\^~]/, ''),
      cpu: [cpu],
      optional: true,
      os: [os],
      ...(/musl/.test(name) ? { libc: ['musl'] } : {}),
    }
    n++
  }
L.packages = Object.fromEntries(Object.entries(L.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
fs.writeFileSync(f, JSON.stringify(L, null, 2) + '\n')
console.log('added', n)
