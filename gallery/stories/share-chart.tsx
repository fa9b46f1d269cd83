import { ShareChart } from '@/app/_ui/share-chart'
import type { Stories } from '../story'

const month = Array.from({ length: 30 }, (_, day) => {
  const share = day % 7 === 3 ? null : Math.round(100 - ((day * 37) % 60))
  return { label: `${day + 1}.11.`, share, title: `${day + 1}.11.: ${share ?? '–'}` }
})
const chart = (points: typeof month) => <ShareChart points={points} target={95} targetLabel="95 %" height={150} />

export const stories: Stories = {
  'a month with gaps': () => chart(month),
  'a week': () => chart(month.slice(0, 7)),
  'one day': () => chart(month.slice(0, 1)),
  'nothing measured': () => chart(month.map((day) => ({ ...day, share: null }))),
  'on a phone': () => <div style={{ maxWidth: 340 }}>{chart(month)}</div>,
}
