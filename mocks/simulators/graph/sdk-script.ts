/**
 * A stand-in for Meta's JavaScript SDK, as far as embedded signup uses it. Like the real one it calls `fbAsyncInit`,
 * refuses an async callback, opens the dialog in a popup and hands the code to the callback; and like the real one it
 * never calls back when the browser blocks the popup.
 */
export const SDK_SCRIPT = `(function () {
  'use strict'
  var base = new URL('../', document.currentScript.src)
  var app = null

  function init(params) {
    if (!params || !params.appId) throw new Error('FB.init needs an appId')
    app = params
  }

  function login(callback, options) {
    if (callback && callback.constructor && callback.constructor.name === 'AsyncFunction') {
      throw new Error('Expression is of type asyncfunction, not function')
    }
    if (typeof callback !== 'function') throw new Error('Expression is of type ' + typeof callback + ', not function')
    if (!app) {
      console.error('FB.login() called before FB.init().')
      return
    }
    var wish = options || {}
    var extras = wish.extras || {}
    var url = new URL('dialog', base)
    url.searchParams.set('app_id', app.appId)
    url.searchParams.set('config_id', wish.config_id || '')
    url.searchParams.set('feature_type', extras.featureType || '')
    url.searchParams.set('origin', window.location.origin)
    var popup = window.open(url, 'whatsapp_signup', 'popup,width=620,height=760')
    if (!popup) {
      console.warn('The browser blocked the signup window: call FB.login inside a click.')
      return
    }
    follow(popup, callback)
  }

  function follow(popup, callback) {
    var watch = setInterval(function () {
      if (popup.closed) setTimeout(finish, 100, null)
    }, 200)
    var ended = false

    function finish(code) {
      if (ended) return
      ended = true
      clearInterval(watch)
      window.removeEventListener('message', hear)
      callback(
        code
          ? { authResponse: { code: code, userID: null, expiresIn: null }, status: 'connected' }
          : { authResponse: null, status: 'unknown' },
      )
    }
    function hear(event) {
      if (event.source !== popup || event.origin !== base.origin) return
      if (!event.data || event.data.source !== 'graph-simulator-login') return
      finish(event.data.code)
    }
    window.addEventListener('message', hear)
  }

  window.FB = { init: init, login: login }
  if (typeof window.fbAsyncInit === 'function' && !window.fbAsyncInit.hasRun) {
    window.fbAsyncInit.hasRun = true
    window.fbAsyncInit()
  }
})()
`
