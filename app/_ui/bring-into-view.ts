const maxFrames = 30

/**
 * Scrolls an element to the middle of the window and keeps it there until the page has settled.
 *
 * Entries of a thread out of view are not laid out (`content-visibility`), so the browser scrolls by their estimated
 * heights; entries that come near the window then get their real height and move the element. One scroll is therefore
 * not enough: this repeats it until the element has not moved for a few frames, and stops after half a second, so that
 * it does not interfere with the person's own scrolling.
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
