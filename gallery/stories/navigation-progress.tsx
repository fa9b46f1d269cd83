import { NavigationProgress } from '@/app/_ui/navigation-progress'
import css from '@/app/_ui/ui.module.css'
import type { Stories } from '../story'

export const stories: Stories = {
  'at rest': () => <NavigationProgress />,
  'while the next page is awaited': () => <div className={css.progress} style={{ position: 'static' }} aria-hidden />,
}
