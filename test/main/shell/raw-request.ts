import { connect } from 'node:net'

export interface RawAnswer {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** Sends bytes as they stand, since no client library would send what an attacker does. Resolves when the server is done. */
export function sendRaw(port: number, request: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let received = ''
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      received += text
      // An accepted socket stays open: its first line is all there is to see.
      if (received.startsWith('HTTP/1.1 101')) socket.destroy()
    })
    // Cut off in the middle of a huge request: what the server said before counts.
    socket.on('error', (error) => {
      if (received === '') reject(error)
    })
    socket.on('close', () => {
      resolve(parseAnswer(received))
    })
    socket.write(request, 'latin1')
  })
}

export interface Wanted {
  readonly method?: string
  readonly target?: string
  readonly host?: string | null
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export function ask(
  port: number,
  { method = 'GET', target = '/', host, headers = {}, body = '' }: Wanted,
): Promise<RawAnswer> {
  const named = host === null ? [] : [`Host: ${host ?? `127.0.0.1:${port}`}`]
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const end = 'Connection' in headers ? [] : ['Connection: close']
  return sendRaw(port, [`${method} ${target} HTTP/1.1`, ...named, ...lines, ...end, '', body].join('\r\n'))
}

/** Headers of a WebSocket handshake from our own page; a test changes what it is about. */
export function socketHeaders(port: number, cookie: string): Record<string, string> {
  return {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    Origin: `http://127.0.0.1:${port}`,
    Cookie: cookie,
  }
}

function parseAnswer(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
    }),
  )
  return { status: Number(first.split(' ')[1] ?? '0'), headers, body: rest.join('\r\n\r\n') }
}
