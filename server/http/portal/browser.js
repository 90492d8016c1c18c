{
  const data = JSON.parse(document.getElementById('data').textContent)
  const session = new URLSearchParams(location.search).get('session')
  const part = (id) => document.getElementById(id)
  const card = document.querySelector('main')

  /** Either result of the dialog may come first; this is how long the code waits for the message (it lives 30 s). */
  const messageGraceMs = 3_000
  /** No window by then: something keeps it from opening. */
  const windowGraceMs = 2_500
  const pollMs = 5_000

  /** One opening of Meta's dialog; what a former one still says is not heard. */
  let attempt = null
  let ended = false
  let connecting = false

  if (data.view.status === 'pending') start()
  else showEnd(data.view)

  function start() {
    window.addEventListener('message', hear)
    watchWindows()
    part('open').addEventListener('click', openDialog)
    part('cancel').addEventListener('click', cancel)
    show('pending', { ...data.view, step: 1, cancel: true })
    loadSdk()
    setInterval(poll, pollMs)
  }

  // Meta's SDK, or a stand-in with the same interface.

  function loadSdk() {
    window.fbAsyncInit = () => {
      FB.init({ appId: data.appId, autoLogAppEvents: true, xfbml: false, version: data.graphVersion })
      openDialog()
    }
    const script = document.createElement('script')
    script.src = data.sdkUrl
    script.async = true
    script.nonce = part('script').nonce
    script.addEventListener('error', () =>
      show('stopped', {
        heading: 'Meta’s sign-up could not be loaded',
        text: 'Check your connection and whether a blocker keeps out scripts of facebook.net, then load this page again.',
        step: 1,
        cancel: true,
      }),
    )
    document.head.append(script)
  }

  function openDialog() {
    const current = { id: Symbol('attempt') }
    attempt = current
    const extras = data.coexistence
      ? { setup: {}, featureType: 'whatsapp_business_app_onboarding', sessionInfoVersion: '3' }
      : { setup: {} }
    // The SDK refuses an async function here.
    const callback = (response) => {
      if (attempt === current) hearCode(response?.authResponse?.code)
    }
    FB.login(callback, {
      config_id: data.configId,
      response_type: 'code',
      override_default_response_type: true,
      extras,
    })
    setTimeout(() => {
      if (attempt === current && !current.opened) showBlocked()
    }, windowGraceMs)
  }

  /** The SDK says nothing when the browser blocks its window, so this page looks at the windows it opens. */
  function watchWindows() {
    const open = window.open
    window.open = (...args) => {
      const opened = open.apply(window, args)
      if (attempt && !attempt.opened) {
        attempt.opened = opened
        if (opened) showWaiting()
        else showBlocked()
      }
      return opened
    }
  }

  // What the dialog tells: a code through the SDK, the accounts by a message, in either order.

  function hear({ origin, data: text }) {
    if (!isMeta(origin) || ended || !attempt) return
    const message = parse(text)
    if (message?.type !== 'WA_EMBEDDED_SIGNUP') return
    const facts = message.data || {}
    switch (message.event) {
      case 'FINISH':
      case 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING':
        attempt.result = {
          waba_id: decimal(facts.waba_id),
          phone_number_id: decimal(facts.phone_number_id),
          coexistence: message.event !== 'FINISH' || facts.is_wa_login_user === true || undefined,
        }
        if (attempt.code) complete(attempt)
        break
      case 'FINISH_ONLY_WABA':
        stop(
          'Your WhatsApp Business account was shared, but no number. Try again and add a phone number in Meta’s window.',
        )
        break
      case 'CANCEL':
        stop(
          facts.error_message
            ? `Meta reported a problem: ${facts.error_message}`
            : 'Meta’s window was closed before the number was chosen.',
        )
        break
      case 'ERROR':
        stop(`Meta reported a problem: ${facts.error_message || 'it gave no reason'}`)
    }
  }

  function hearCode(code) {
    const current = attempt
    if (!code) {
      stop('Meta’s window was closed before the number was chosen.')
      return
    }
    current.code = code
    if (current.result) complete(current)
    else setTimeout(() => attempt === current && complete(current), messageGraceMs)
  }

  async function complete({ code, result }) {
    if (connecting || ended) return
    connecting = true
    show('connecting', {
      heading: 'Connecting your number',
      text: 'This takes a few seconds. Please keep this page open.',
      step: 2,
    })
    const answer = await post('complete', { session, code, ...result })
    connecting = false
    attempt = null
    if (answer.status === 'completed') showEnd(answer)
    else if (answer.error.retry) stop(answer.error.message)
    else if (!(await poll())) showFailure(answer.error.message)
  }

  async function cancel() {
    const answer = await post('cancel', { session })
    if (answer.error) stop(answer.error.message)
    else showEnd(answer)
  }

  /** The session may end without this page: by time, or in another one. True when it has. */
  async function poll() {
    if (ended || connecting) return ended
    try {
      const response = await fetch(`/connect/whatsapp/status?session=${encodeURIComponent(session)}`)
      const view = await response.json()
      if (!connecting && view.status && view.status !== 'pending') showEnd(view)
    } catch {
      // Asked again soon.
    }
    return ended
  }

  async function post(action, body) {
    try {
      const response = await fetch(`/connect/whatsapp/${action}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return await response.json()
    } catch {
      return { error: { message: 'The server could not be reached. Please try again in a moment.', retry: true } }
    }
  }

  // What the person sees.

  function showWaiting() {
    show('waiting', {
      heading: 'Continue in Meta’s window',
      text: 'Sign in there and choose the number. This page goes on by itself.',
      step: 1,
      open: 'I don’t see the window: open it again',
      cancel: true,
    })
    part('open').classList.add('second')
  }

  function showBlocked() {
    show('blocked', {
      heading: 'Connect your WhatsApp number',
      text: 'Your browser kept Meta’s sign-up window from opening by itself. Open it with this button.',
      step: 1,
      open: 'Continue with Meta',
      cancel: true,
    })
  }

  /** The dialog or its result led nowhere; the session is still open. */
  function stop(problem) {
    if (connecting || ended) return
    attempt = null
    show('stopped', { heading: 'Not connected yet', text: '', problem, step: 1, open: 'Try again', cancel: true })
  }

  function showFailure(problem) {
    ended = true
    show('stopped', { heading: 'The number was not connected', text: '', problem })
  }

  function showEnd(view) {
    ended = true
    // Meta's window may have left this page's reach; then it stays for the person to close.
    attempt?.opened?.close()
    attempt = null
    show(view.status, { ...view, step: view.status === 'completed' ? 3 : undefined })
    if (view.channel) {
      part('number').hidden = false
      part('number-phone').textContent = view.channel.phone_number
      part('number-name').textContent = view.channel.name
      part('sync').hidden = !view.channel.coexistence
    }
  }

  function show(view, { heading, text, problem, step, open, cancel }) {
    const focused = document.activeElement
    card.dataset.view = view
    card.classList.toggle('stopped', !['pending', 'waiting', 'blocked', 'connecting', 'completed'].includes(view))
    document.title = heading
    part('heading').textContent = heading
    part('text').textContent = text
    part('text').hidden = !text
    part('problem').textContent = problem || ''
    part('problem').hidden = !problem
    part('open').textContent = open || ''
    part('open').hidden = !open
    part('open').classList.remove('second')
    part('cancel').hidden = !cancel
    part('foot').hidden = ended
    showStep(step)
    // A button that goes would take the focus with it.
    if (focused?.hidden) part('heading').focus()
  }

  function showStep(step) {
    document.querySelector('.steps').hidden = step === undefined
    for (const number of [1, 2, 3]) {
      const item = part(`step-${number}`)
      item.classList.toggle('past', number < step || step === 3)
      if (number === step) item.setAttribute('aria-current', 'step')
      else item.removeAttribute('aria-current')
    }
  }

  /** Exactly facebook.com or below it, over https; `endsWith` alone would admit evilfacebook.com. */
  function isMeta(origin) {
    if (data.messageOrigins.includes(origin)) return true
    if (!URL.canParse(origin)) return false
    const { protocol, hostname, port } = new URL(origin)
    return protocol === 'https:' && port === '' && (hostname === 'facebook.com' || hostname.endsWith('.facebook.com'))
  }

  /** Meta sends JSON text, and now and then something else. */
  function parse(text) {
    try {
      const value = typeof text === 'string' ? JSON.parse(text) : text
      return typeof value === 'object' ? value : null
    } catch {
      return null
    }
  }

  function decimal(id) {
    return id === undefined || id === null ? undefined : String(id)
  }
}
