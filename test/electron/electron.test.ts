import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { ContentsStandIn, frame } from '../support/electron-stand-in.ts'
import { PortStandIn } from '../support/process-stand-in.ts'
import { core, PAGE, start } from './desktop.ts'

afterEach(() => {
  vi.doUnmock('electron')
})

describe('the window', () => {
  test('shows the page in a sandbox without Node, and nothing is fetched to check its spelling', async () => {
    const { windows, switches } = await start()
    expect(windows[0]?.loaded).toEqual([`${PAGE}/`])
    expect(windows[0]?.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    })
    expect(switches).toContain('disable-background-networking')
  })

  test.each([
    [true, '#191919'],
    [false, '#f4f4f4'],
  ])('with the system dark %s is painted %s before its page', async (dark, colour) => {
    const { windows } = await start({ dark })
    expect(windows[0]?.options.backgroundColor).toBe(colour)
    expect(windows[0]?.calls).toEqual([])
    windows[0]?.emit('ready-to-show')
    expect(windows[0]?.calls).toEqual(['show'])
  })

  test('comes to the front when Podium is started again, which opens no second one', async () => {
    const electron = await start()
    electron.app.emit('second-instance')
    expect(electron.windows).toHaveLength(1)
    expect(electron.windows[0]?.calls).toEqual(['restore', 'focus'])
    const second = await start({ secondInstance: true })
    expect([second.quits.count, second.windows.length, second.processes.length]).toEqual([1, 0, 0])
  })
})

describe('a page', () => {
  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('cannot leave by %s', async (event) => {
    const { app } = await start()
    const contents = new ContentsStandIn()
    app.emit('web-contents-created', {}, contents)
    const leaves = (url: string): boolean => {
      const preventDefault = vi.fn()
      contents.emit(event, { url, preventDefault })
      return preventDefault.mock.calls.length === 0
    }
    for (const url of [
      'https://evil.example/',
      'file:///etc/passwd',
      'podium://evil/',
      'podium://app.evil.example/',
      'data:text/html,x',
      'photo://library/view/1',
      'javascript:1',
      '',
    ]) {
      expect([url, leaves(url)]).toEqual([url, false])
    }
    expect(leaves(`${PAGE}/index.html`)).toBe(true)
  })

  test('cannot open a window, attach a view, download, or get a permission', async () => {
    const { app, session } = await start()
    const contents = new ContentsStandIn()
    app.emit('web-contents-created', {}, contents)
    expect(contents.windowOpen?.({ url: `${PAGE}/` })).toEqual({ action: 'deny' })
    const preventDefault = vi.fn()
    contents.emit('will-attach-webview', { preventDefault })
    session.emit('will-download', { preventDefault })
    expect(preventDefault).toHaveBeenCalledTimes(2)
    const answer = vi.fn()
    session.permissionRequest?.({}, 'media', answer, { requestingUrl: `${PAGE}/` })
    expect(answer).toHaveBeenCalledExactlyOnceWith(false)
    expect([session.permissionCheck?.({}, 'media', `${PAGE}/`), session.devicePermission?.()]).toEqual([false, false])
  })

  test('may write to the clipboard where it is our own, and never read it', async () => {
    const { session } = await start()
    const asked = (permission: string, address: string): (boolean | undefined)[] => {
      let granted: boolean | undefined
      const answer = (yes: boolean): void => {
        granted = yes
      }
      session.permissionRequest?.({}, permission, answer, { requestingUrl: address })
      return [granted, session.permissionCheck?.({}, permission, address)]
    }
    expect(asked('clipboard-sanitized-write', `${PAGE}/`)).toEqual([true, true])
    expect(asked('clipboard-read', `${PAGE}/`)).toEqual([false, false])
    expect(asked('clipboard-sanitized-write', 'https://evil.example/')).toEqual([false, false])
    expect(asked('clipboard-sanitized-write', '')).toEqual([false, false])
  })

  test('reaches its own two origins and no other', async () => {
    const { session } = await start({ packaged: true })
    const cancelled = (url: string): boolean | undefined => {
      let cancel: boolean | undefined
      session.beforeRequest?.({ url }, (answer) => {
        cancel = answer.cancel
      })
      return cancel
    }
    for (const url of [`${PAGE}/index.html`, 'photo://library/thumbnail/1?v=2'])
      expect([url, cancelled(url)]).toEqual([url, false])
    for (const url of [
      'https://example.com/',
      'http://127.0.0.1:80/',
      'ws://localhost/',
      'file:///etc/passwd',
      'photo://other/view/1',
      'devtools://devtools/',
      'podium://app:1/',
      'blob:podium://app/1',
    ]) {
      expect([url, cancelled(url)]).toEqual([url, true])
    }
  })
})

describe('the port to the core', () => {
  test('goes to the page with its other end to the core', async () => {
    const electron = await start()
    const main = frame(PAGE)
    electron.ipcMain.emit('podium:port-wanted', { sender: { mainFrame: main }, senderFrame: main })
    const [handed] = core(electron).ofKind('page')
    expect(main.received).toHaveLength(1)
    expect(main.received[0]?.data).toEqual({ channel: 'podium:port', data: null })
    expect(main.received[0]?.ports[0]?.other).toBe(handed?.ports[0])
    expect(handed?.ports[0]).toBeInstanceOf(PortStandIn)
  })

  test('is refused to a frame inside the page, to another origin, to another main frame and to one that is gone', async () => {
    const electron = await start()
    const main = frame(PAGE)
    const inner = frame(PAGE, main)
    const foreign = frame('https://evil.example')
    const others = frame(PAGE)
    const senders = [
      { sender: { mainFrame: main }, senderFrame: inner },
      { sender: { mainFrame: foreign }, senderFrame: foreign },
      { sender: { mainFrame: main }, senderFrame: others },
      { sender: { mainFrame: main }, senderFrame: null },
    ]
    for (const sender of senders) electron.ipcMain.emit('podium:port-wanted', sender)
    expect(core(electron).ofKind('page')).toEqual([])
    expect([main, inner, foreign, others].flatMap(({ received }) => received)).toEqual([])
  })
})

describe('quitting', () => {
  test('waits until the core has closed the library', async () => {
    const electron = await start()
    const preventDefault = vi.fn()
    electron.app.emit('will-quit', { preventDefault })
    expect(preventDefault).toHaveBeenCalledOnce()
    expect(core(electron).ofKind('close')).toHaveLength(1)
    expect(electron.exits).toEqual([])
    core(electron).die(0)
    await vi.waitFor(() => {
      expect(electron.exits).toEqual([0])
    })
    expect(electron.processes).toHaveLength(1)
  })

  test('does not wait for ever', async () => {
    const electron = await start()
    vi.useFakeTimers()
    onTestFinished(() => {
      vi.useRealTimers()
    })
    electron.app.emit('will-quit', { preventDefault: () => undefined })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(core(electron).killed).toBe(true)
    expect(electron.exits).toEqual([0])
  })

  test('follows a library that cannot be opened, with the reason said and no second try', async () => {
    const electron = await start()
    core(electron).say({ kind: 'failed', error: { code: 'library-in-use', message: 'Another Podium has it open.' } })
    core(electron).die(1)
    expect(electron.errorBoxes).toEqual(['Another Podium has it open.'])
    expect(electron.exits).toEqual([1])
    expect(electron.processes).toHaveLength(1)
  })
})
