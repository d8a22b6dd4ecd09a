import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { say } from './prepare.mjs'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium']

/** Path of a Chromium, installed from Debian's packages when there is none. Exits with what to do when that is not possible. */
export function ensureChromium() {
  const known = [process.env.CHROMIUM, ...PLACES].find((place) => place && existsSync(place))
  if (known) return known
  say('Installing Chromium for the browser tests …')
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  for (const args of [['apt-get', 'update', '-qq'], ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation']]) {
    const [command, ...rest] = [...sudo, ...args]
    const { status } = spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    if (status !== 0) {
      say(`Chromium could not be installed by "${[command, ...rest].join(' ')}". Install it (Debian's package chromium) or set CHROMIUM to its path, then run the tests again.`)
      process.exit(1)
    }
  }
  return '/usr/bin/chromium'
}
