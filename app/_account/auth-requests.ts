'use client'
// The three requests of NextAuth that our screens make. Its own browser module would add 10 kB to every page.

const base = '/api/auth'

/** Posts a form with a fresh CSRF token and returns the address that the server leads to. @throws when unreachable */
async function post(path: string, fields: Record<string, string>): Promise<string> {
  const { csrfToken } = (await (await fetch(`${base}/csrf`)).json()) as { csrfToken: string }
  const answer = await fetch(`${base}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...fields, csrfToken, json: 'true' }),
  })
  return ((await answer.json()) as { url: string }).url
}

/** Signs in by credentials. Returns the code of the refusal, or null when signed in. @throws when unreachable */
export async function signInBy(
  provider: 'password' | 'link',
  credentials: Record<string, string>,
): Promise<string | null> {
  const url = await post(`callback/${provider}`, { ...credentials, callbackUrl: window.location.href })
  return new URL(url, window.location.href).searchParams.get('error')
}

/** Opens the sign-in page of the company's identity provider, which leads back to `next`. */
export async function openIdentityProvider(next: string): Promise<void> {
  window.location.assign(await post('signin/oidc', { callbackUrl: next }))
}

/** Signs out and opens the public start page. */
export async function signOut(): Promise<void> {
  window.location.assign(await post('signout', { callbackUrl: '/' }))
}
