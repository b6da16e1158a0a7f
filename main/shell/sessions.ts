/** Who may talk to the loopback server: a token that works once is swapped for a cookie that scripts cannot read. */
import { randomBytes } from 'node:crypto'
import { cookieValue, equalSecrets } from './gate.ts'

const SECRET_BYTES = 32
/** Addresses printed and not yet opened; the oldest goes first. */
const MOST_TOKENS = 8

export class Sessions {
  readonly #cookieName: string
  readonly #secret = randomBytes(SECRET_BYTES).toString('base64url')
  #tokens: readonly string[] = []

  /** The name holds the port, since browsers keep cookies of all ports in one place. */
  constructor(port: number) {
    this.#cookieName = `podium-${String(port)}`
  }

  issueToken(): string {
    const token = randomBytes(SECRET_BYTES).toString('base64url')
    this.#tokens = [...this.#tokens, token].slice(-MOST_TOKENS)
    return token
  }

  /** The `Set-Cookie` value for a token not used before, else null. */
  redeem(token: string): string | null {
    // Every token is compared, so that the time taken says nothing about which one came near.
    const remaining = this.#tokens.filter((known) => !equalSecrets(known, token))
    if (remaining.length === this.#tokens.length) return null
    this.#tokens = remaining
    return `${this.#cookieName}=${this.#secret}; Path=/; HttpOnly; SameSite=Strict`
  }

  isKnown(cookieHeader: string | undefined): boolean {
    const value = cookieValue(cookieHeader, this.#cookieName)
    return value !== null && equalSecrets(value, this.#secret)
  }
}
