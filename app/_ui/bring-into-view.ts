const maxFrames = 30

/**
 * Scrolls an element to the middle of the window and keeps it there until the page has settled.
 *
 * Entries of a thread out of sight are not laid out (`content-visibility`), so the browser scrolls by their estimated
 * heights; those that come near the window then take their real height and push the element away. One scroll is
 * therefore not enough: this repeats it until the element has stood still for a few frames, and gives up after half a
 * second so that it never works against the person's own scrolling.
 */
export function bringIntoView(element: Element): void {
  let frames = 0
  let still = 0
  let last = Number.NaN
  const step = () => {
    element.scrollIntoView({ block: 'center', behavior: 'instant' })
    const { top } = element.getBoundingClientRect()
    still = Math.abs(top - last) < 1 ? still + 1 : 0
    last = top
    frames += 1
    if (still < 5 && frames < maxFrames) requestAnimationFrame(step)
  }
  step()
}
