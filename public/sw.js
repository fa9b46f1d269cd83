// Push notifications of pages: shown at once, acknowledged from the notification itself.
self.addEventListener('push', (event) => {
  const page = event.data.json()
  const chinese = page.locale === 'zh-CN'
  const more = Number(page.more) > 0 ? ` +${page.more}` : ''
  // A test is nobody's page: it has nothing to acknowledge.
  const actions = page.acknowledgeUrl ? [{ action: 'acknowledge', title: chinese ? '认领' : 'Acknowledge' }] : []
  const again = page.repeated ? (chinese ? '（重发）' : ' (sent again)') : ''
  event.waitUntil(
    self.registration.showNotification(`${page.title}${more}${again}`, {
      body: page.body,
      // A repeat carries the same id and replaces what is shown.
      tag: page.tag,
      renotify: true,
      requireInteraction: true,
      data: page,
      actions,
    }),
  )
})

self.addEventListener('notificationclick', (event) => {
  const { acknowledgeUrl, url } = event.notification.data
  event.notification.close()
  if (event.action === 'acknowledge') {
    // Lost on the way, the acknowledge page opens instead: nobody believes they acknowledged when they did not.
    event.waitUntil(
      fetch(`${acknowledgeUrl}?via=push`, { method: 'POST' })
        .then((answer) => (answer.ok ? undefined : self.clients.openWindow(acknowledgeUrl)))
        .catch(() => self.clients.openWindow(acknowledgeUrl)),
    )
    return
  }
  event.waitUntil(self.clients.openWindow(url))
})
