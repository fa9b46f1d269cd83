import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const installed = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Launches a Chromium for tests and screenshots: an installed one, else that of an npm package (Linux x64). */
export async function launchBrowser(): Promise<Browser> {
  const own = installed.find((file) => file && fs.existsSync(file))
  if (own) return chromium.launch({ executablePath: own, args: quiet })
  const require = createRequire(import.meta.url)
  const root = path.resolve(path.dirname(require.resolve('@sparticuz/chromium')), '../..')
  const { inflate } = (await import(path.join(root, 'build/esm/lambdafs.js'))) as {
    inflate: (file: string) => Promise<string>
  }
  const { default: packed } = await import('@sparticuz/chromium')
  packed.setGraphicsMode = false
  const executablePath = await packed.executablePath()
  // nss, nspr and expat, for machines without them.
  await inflate(path.join(root, 'bin/al2023.tar.br'))
  return chromium.launch({
    executablePath,
    // Not the package's default arguments, because they disable web security.
    args: ['--no-sandbox', '--disable-gpu', '--no-zygote', '--headless=shell'],
    env: { ...process.env, LD_LIBRARY_PATH: path.join(os.tmpdir(), 'al2023/lib') } as Record<string, string>,
  })
}
