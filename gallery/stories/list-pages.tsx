import { ListPages } from '@/app/_ui/list-pages'
import { SearchParamsContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime'
import type { Stories } from '../story'

const later = (next: string | null) => () => (
  <SearchParamsContext value={new URLSearchParams('after=x')}>
    <ListPages next={next} />
  </SearchParamsContext>
)

export const stories: Stories = {
  'the first of several': () => <ListPages next="x" />,
  'in the middle': later('y'),
  'the last': later(null),
}
