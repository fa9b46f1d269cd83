import '@/app/fonts.css'
import '@mantine/core/styles.css'
import '@mantine/dates/styles.css'
import '@mantine/notifications/styles.css'
import '@/app/_ui/theme.css'
import '@/app/_ui/phone.css'
import '@/app/print.css'
import { createRoot } from 'react-dom/client'
import { stories } from 'gallery:stories'
import { locale, scheme } from './language'
import { ownPage } from './story'
import { setClock, World } from './world'

const params = new URLSearchParams(location.search)
const query = (change: Record<string, string>) => `?${new URLSearchParams({ locale, scheme, ...change })}`

interface Shown {
  component: string | null
  story: string | null
}

/** All components with links to their pages, and the choices of language and colour scheme. */
function Index() {
  return (
    <main style={{ padding: 24, columns: '16rem' }}>
      <h1 style={{ fontSize: 18, columnSpan: 'all' }}>Components of app/_ui</h1>
      {Object.entries(stories).map(([name, states]) => (
        <section key={name} style={{ breakInside: 'avoid', marginBottom: 12 }}>
          <a href={query({ component: name })}>{name}</a>
          {Object.entries(states)
            .filter(([, story]) => ownPage.has(story))
            .map(([state]) => (
              <div key={state} style={{ paddingLeft: 12 }}>
                <a href={query({ component: name, story: state })}>{state}</a>
              </div>
            ))}
        </section>
      ))}
    </main>
  )
}

function Choices({ component, story: only }: Shown) {
  const here: Record<string, string> = { ...(component ? { component } : {}), ...(only ? { story: only } : {}) }
  return (
    <nav aria-label="Gallery" style={{ padding: '8px 24px', fontSize: 13, display: 'flex', gap: 16 }}>
      <a href={query({})}>All components</a>
      <a href={query({ ...here, locale: locale === 'en' ? 'zh-CN' : 'en' })}>{locale === 'en' ? '中文' : 'English'}</a>
      <a href={query({ ...here, scheme: scheme === 'light' ? 'dark' : 'light' })}>
        {scheme === 'light' ? 'Dark' : 'Light'}
      </a>
    </nav>
  )
}

function Page({ component, story: only }: Shown) {
  if (!component) return <Index />
  const states = Object.entries(stories[component] ?? {})
  const alone = states.find(([name]) => name === only)
  if (alone) return <World key={alone[0]}>{alone[1]()}</World>
  return (
    <main style={{ padding: '8px 24px 24px' }}>
      <h1 style={{ fontSize: 18 }}>{component}</h1>
      {states
        .filter(([, story]) => !ownPage.has(story))
        .map(([name, story]) => (
          <section key={name} aria-label={name} style={{ marginBottom: 28 }}>
            <h2 style={{ fontSize: 12, fontWeight: 500 }}>{name}</h2>
            <World>{story()}</World>
          </section>
        ))}
    </main>
  )
}

document.documentElement.lang = locale
localStorage.setItem('mantine-color-scheme-value', scheme)
document.documentElement.dataset.mantineColorScheme = scheme
setClock()
const root = createRoot(document.getElementById('root')!)
const show = ({ component, story }: Shown) =>
  root.render(
    <div key={`${component} ${story}`}>
      {!story && <Choices component={component} story={story} />}
      <Page component={component} story={story} />
    </div>,
  )
show({ component: params.get('component'), story: params.get('story') })

const pages = Object.entries(stories).flatMap(([component, states]): Shown[] => {
  const all = Object.entries(states)
  const alone = all.filter(([, story]) => ownPage.has(story)).map(([story]) => ({ component, story }))
  return all.length > alone.length ? [{ component, story: null }, ...alone] : alone
})
// For the test, which shows all pages one after the other without loading the gallery again.
Object.assign(window, { gallery: { pages, show } })
