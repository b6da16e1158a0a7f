import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createElectronStandIn } from '../support/electron-stand-in.ts'
import { type ProcessStandIn } from '../support/process-stand-in.ts'
import { core, PAGE, start } from './desktop.ts'

afterEach(() => {
  vi.doUnmock('electron')
})

describe('the protocols', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'podium-protocol-'))
    await writeFile(join(folder, 'picture.webp'), 'the picture')
  })

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  /** The core knows photo 0 only. */
  function answerFiles(child: ProcessStandIn): void {
    child.on('received', ({ data }) => {
      if (data.kind !== 'which-file') return
      const file = {
        file: join(folder, 'picture.webp'),
        contentType: 'image/webp',
        cacheControl: 'private',
        version: 'v1',
      }
      child.say({ kind: 'file', question: data.question, file: data.photoId === 0 ? file : null })
    })
  }

  test('of photos streams the file the core names for an id, whole and in parts', async () => {
    const electron = await start()
    answerFiles(core(electron))
    const photos = electron.protocols.get('photo')
    const whole = await photos?.(new Request('photo://library/thumbnail/0?v=abc'))
    expect([whole?.status, whole?.headers.get('content-type'), await whole?.text()]).toEqual([
      200,
      'image/webp',
      'the picture',
    ])
    // The page alone may read the bytes, for its worker; any other origin only shows them, if it could.
    expect(whole?.headers.get('access-control-allow-origin')).toBe('podium://app')
    const part = await photos?.(new Request('photo://library/view/0', { headers: { Range: 'bytes=4-' } }))
    expect([part?.status, await part?.text()]).toEqual([206, 'picture'])
    const unchanged = await photos?.(new Request('photo://library/view/0', { headers: { 'If-None-Match': '"v1"' } }))
    expect(unchanged?.status).toBe(304)
    expect((await photos?.(new Request('photo://library/view/7')))?.status).toBe(404)
  })

  test.each([
    'photo://other/view/0',
    'photo://library/etc/passwd',
    'photo://library/view/../../etc/passwd',
    'photo://library/view/-1',
    'photo://library/view/',
    'photo://library/original/0',
    'photo://library/view/0/..',
    'photo://library/view/%30',
  ])('of photos answers nothing to %s, and the core is not asked', async (address) => {
    const electron = await start()
    const answer = await electron.protocols.get('photo')?.(new Request(address))
    expect(answer?.status).toBe(400)
    expect(core(electron).ofKind('which-file')).toEqual([])
  })

  test('of photos only reads', async () => {
    const electron = await start()
    const answer = await electron.protocols.get('photo')?.(new Request('photo://library/view/0', { method: 'POST' }))
    expect(answer?.status).toBe(400)
  })

  test('of the page serves the built folder with its policy, and nothing outside', async () => {
    const electron = createElectronStandIn()
    vi.resetModules()
    vi.doMock('electron', () => electron.module)
    const { servePage } = await import('../../main/shell/electron-page.ts')
    await mkdir(join(folder, 'renderer'))
    await writeFile(join(folder, 'renderer', 'index.html'), 'the page')
    servePage(join(folder, 'renderer'))
    const page = electron.protocols.get('podium')
    const found = await page?.(new Request(`${PAGE}/`))
    expect([found?.status, await found?.text()]).toEqual([200, 'the page'])
    expect(found?.headers.get('content-security-policy')).toContain("img-src 'self' photo:;")
    expect(found?.headers.get('content-security-policy')).toContain("connect-src 'self' photo:;")
    expect((await page?.(new Request(`${PAGE}/missing.js`)))?.status).toBe(404)
    for (const address of [
      'podium://other/',
      `${PAGE}/..%2fpicture.webp`,
      `${PAGE}/%2e%2e%5cpicture.webp`,
      `${PAGE}//x`,
    ]) {
      expect([address, (await page?.(new Request(address)))?.status]).toEqual([address, 400])
    }
  })

  test('are secure schemes with an origin of their own, and none may bypass the policy', async () => {
    const { schemes } = await start()
    expect(schemes.map(({ scheme }) => scheme)).toEqual(['podium', 'photo'])
    for (const { privileges } of schemes) {
      expect(privileges).toMatchObject({ standard: true, secure: true })
      expect(Object.keys(privileges)).not.toContain('bypassCSP')
    }
  })
})
