/** Headers every answer carries. The page may load from its own origin and nothing else. */

export interface PageSources {
  /** Beyond 'self', where the page may connect: the socket of the browser form. */
  readonly connect: readonly string[]
  /** Beyond 'self', where pictures come from: the photo protocol of the desktop form. */
  readonly pictures: readonly string[]
}

export function contentSecurityPolicy(sources: PageSources): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    ["img-src 'self'", ...sources.pictures].join(' '),
    ["connect-src 'self'", ...sources.connect].join(' '),
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

export function securityHeaders(policy: string): Record<string, string> {
  return {
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
  }
}

/** For a picture opened by itself: whatever the file holds, nothing in it runs. */
export const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
