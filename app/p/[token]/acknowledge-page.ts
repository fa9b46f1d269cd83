import { createTranslator } from 'next-intl'
import { z } from 'zod'
import en from '@/messages/en/acknowledge.json'
import zh from '@/messages/zh-CN/acknowledge.json'

/** What the page says: everything arrives as plain text and is escaped here, once. */
export interface AcknowledgeView {
  locale: 'en' | 'zh-CN'
  timeZone: string
  severity: 'S1' | 'S2' | 'S3' | 'S4'
  /** Of no ticket; `reference` is then the escalation policy. */
  drill: boolean
  reference: string
  subject: string
  organisation: string
  openedAt: Date
  ticketUrl: string
  state: 'waiting' | 'yours' | 'taken' | 'reassigned' | 'closed'
  /** Who has acknowledged it, or to whom it was given. */
  takenBy?: string
  takenAt?: Date | null
}

const escaped: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const safe = (text: string) => text.replace(/[&<>"']/g, (sign) => escaped[sign] ?? sign)
const words = { en, 'zh-CN': zh }

const style = `:root{color-scheme:light dark;--ink:#191c20;--soft:#5f6670;--line:#d8dce1;--ground:#fff;--red:#c02626;--sev:#c02626;--on:#fff;--sunk:#f4f5f7}
@media(prefers-color-scheme:dark){:root{--ink:#dfe1e4;--soft:#9aa0a9;--line:#32363c;--ground:#141619;--red:#d13636;--sev:#ff7373;--sunk:#1c1f23}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"PingFang SC","Noto Sans CJK SC",sans-serif}
main{max-width:440px;min-height:100dvh;margin:0 auto;padding:20px;display:flex;flex-direction:column}
header{display:flex;justify-content:space-between;color:var(--soft);font-size:14px;margin-bottom:20px}.sev{color:var(--sev);font-weight:700}
h1{font-size:21px;line-height:1.35;margin:4px 0 2px;font-weight:650;overflow-wrap:anywhere}.org{color:var(--soft);margin:0 0 18px}
dl{display:grid;grid-template-columns:auto 1fr;gap:6px 16px;margin:0;font-size:15px}dt{color:var(--soft)}dd{margin:0}a{color:inherit}
form{margin-top:auto;padding-top:24px}@media(min-width:600px){main{min-height:0;padding-top:64px}}
button{width:100%;min-height:60px;border:0;border-radius:10px;background:var(--red);color:var(--on);font:inherit;font-size:20px;font-weight:650;cursor:pointer}
.note{color:var(--soft);font-size:14px;margin:14px 0 0;text-align:center}.told{padding:14px;border-radius:8px;background:var(--sunk);border:1px solid var(--line);margin:0 0 18px}.told b{display:block;font-size:18px}`

const html = (locale: string, title: string, body: string) =>
  `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${safe(title)}</title><style>${style.replace(/\n/g, '')}</style></head><body><main>${body}</main></body></html>`

/** One page to acknowledge: plain HTML and a form, no script; one thumb and a bad connection are enough. */
export function acknowledgePage(view: AcknowledgeView): string {
  const t = createTranslator({
    locale: view.locale,
    messages: { acknowledge: words[view.locale] },
    namespace: 'acknowledge',
  })
  const time = (at: Date) =>
    new Intl.DateTimeFormat(view.locale === 'en' ? 'en-GB' : view.locale, {
      timeZone: view.timeZone,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'short',
      hourCycle: 'h23',
    }).format(at)
  const at = { time: view.takenAt ? time(view.takenAt) : '' }
  const by = { name: view.takenBy ?? '' }
  const said = {
    waiting: null,
    yours: [t('yours'), t(view.drill ? 'drillDone' : 'yoursHint', at)],
    taken: [t('taken', by), t('takenHint', at)],
    reassigned: [t('reassigned', by), t('reassignedHint')],
    closed: [t('closed'), t(view.drill ? 'drillOver' : 'closedHint')],
  }[view.state]
  const told = said ? `<div class="told" role="status"><b>${safe(said[0] ?? '')}</b>${safe(said[1] ?? '')}</div>` : ''
  const form =
    view.state === 'waiting'
      ? `<form method="post"><button>${safe(t('acknowledge'))}</button><p class="note">${safe(t(view.drill ? 'drillNote' : 'note'))}</p></form>`
      : ''
  const mark = view.drill ? t('drill') : view.severity
  return html(
    view.locale,
    `${mark} ${view.reference}`,
    `<header><span class="sev">${safe(mark)} ${safe(t(view.drill ? 'drillKind' : `severity.${view.severity}`))}</span><span>${safe(view.reference)}</span></header>
${told}<h1>${safe(view.drill ? t('drillSubject') : view.subject)}</h1><p class="org">${safe(view.organisation)}</p>
<dl><dt>${safe(t('opened'))}</dt><dd>${safe(time(view.openedAt))}</dd><dt>${safe(t(view.drill ? 'drillLabel' : 'ticket'))}</dt><dd><a href="${safe(view.ticketUrl)}">${safe(t(view.drill ? 'drillSeen' : 'open'))}</a></dd></dl>${form}`,
  )
}

/** For a link that never was, or whose account is gone. */
export function unknownPage(acceptLanguage: string | null): string {
  const locale = z.string().regex(/^zh/i).safeParse(acceptLanguage).success ? ('zh-CN' as const) : ('en' as const)
  const t = createTranslator({ locale, messages: { acknowledge: words[locale] }, namespace: 'acknowledge' })
  return html(locale, t('unknown'), `<h1>${safe(t('unknown'))}</h1><p class="org">${safe(t('unknownHint'))}</p>`)
}
