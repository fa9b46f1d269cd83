import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { buildUnlessStamped } from './build'
import { folderSentence, openDataFolder } from './data-folder'
import { hostFor, readSettings } from './settings'

let folder: string
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nightdesk-start-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  fs.rmSync(folder, { recursive: true, force: true })
})

describe('the address that the web process listens on', () => {
  it.each([
    [true, undefined, '127.0.0.1'],
    [true, '0.0.0.0', '127.0.0.1'],
    [true, '192.0.2.1', '127.0.0.1'],
    [true, '::1', '::1'],
    [false, undefined, '0.0.0.0'],
    [false, '192.0.2.1', '192.0.2.1'],
  ])('with demo people %s and NIGHTDESK_HOST %s is %s', (demoPeople, wanted, host) => {
    expect(hostFor(demoPeople, wanted)).toBe(host)
  })
})

describe('whether the demo is loaded', () => {
  it.each([
    [[], '', true],
    [['--empty'], '', false],
    [[], 'postgresql://elsewhere/desk', false],
    [['--demo'], 'postgresql://elsewhere/desk', true],
    [['--demo', '--empty'], '', false],
  ])('%j with the database %j: %s', (argv, url, demo) => {
    vi.stubEnv('DATABASE_URL', url)
    vi.stubEnv('PORT', '3000')
    expect(readSettings(argv).demo).toBe(demo)
  })
})

describe('the data folder', () => {
  it('keeps its secrets readable by their owner only', () => {
    const opened = openDataFolder(path.join(folder, 'a/b'))
    expect(openDataFolder(path.join(folder, 'a/b'))).toEqual(opened)
    expect(fs.statSync(path.join(folder, 'a/b/secrets.json')).mode & 0o777).toBe(0o600)
    expect(new Set(Object.values(opened)).size).toBe(5)
  })

  it('refuses an incomplete file of secrets and does not change it', () => {
    const file = path.join(folder, 'secrets.json')
    fs.writeFileSync(file, '{"session":"0123456789abcdef"}')
    expect(() => openDataFolder(folder)).toThrow(
      /it does not contain link, databasePassword, vapidPublic, vapidPrivate\./,
    )
    expect(fs.readFileSync(file, 'utf8')).toBe('{"session":"0123456789abcdef"}')
  })

  it('uses the secrets of a concurrent start that was faster', () => {
    const faster = openDataFolder(path.join(folder, 'other'))
    const file = path.join(folder, 'secrets.json')
    const look = vi.spyOn(fs, 'existsSync').mockImplementationOnce(() => {
      fs.writeFileSync(file, JSON.stringify(faster))
      return false
    })
    expect(openDataFolder(folder)).toEqual(faster)
    look.mockRestore()
    expect(fs.readdirSync(folder).sort()).toEqual(['other', 'secrets.json'])
  })

  it.each([
    ['ENOSPC', 'its disk is full'],
    ['EDQUOT', 'its disk quota is used up'],
    ['EACCES', 'this account may not write there'],
    ['EROFS', 'it is on a file system that is read-only'],
  ])('reports %s in a sentence', (code, words) => {
    expect(folderSentence('/data', Object.assign(new Error('x'), { code }))).toBe(
      `The data folder /data cannot be used: ${words}. Mend that, or set NIGHTDESK_DATA to another folder.`,
    )
  })
})

describe('a build', () => {
  const make = (digest: string, how: () => void = () => undefined) =>
    buildUnlessStamped(path.join(folder, 'stamp'), digest, [path.join(folder, 'worker')], async () => {
      fs.writeFileSync(path.join(folder, 'worker'), digest)
      how()
    })
  const built = () => fs.readFileSync(path.join(folder, 'worker'), 'utf8')
  const broken = () => {
    throw new Error('broken off')
  }

  it('that is current is not repeated', async () => {
    await make('one')
    await make('one', broken)
    fs.rmSync(path.join(folder, 'worker'))
    await make('one')
    expect(built()).toBe('one')
  })

  it('that was interrupted counts neither as the new nor as the previous build', async () => {
    await make('one')
    await expect(make('two', broken)).rejects.toThrow('broken off')
    await make('one')
    expect(built()).toBe('one')
  })
})
