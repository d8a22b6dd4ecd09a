import { describe, expect, it } from 'vitest'
import { buildPortForward, buildSnippet, SNIPPET_LANGUAGES } from './build-snippets'

describe('snippets', () => {
  const input = { host: 'shop-db-primary.shop.svc', port: 3306, username: 'root' }
  it.each(SNIPPET_LANGUAGES)('%s names host, port and user, and takes the password from the environment', (language) => {
    const snippet = buildSnippet(language, input)
    expect(snippet).toContain(input.host)
    expect(snippet).toContain('3306')
    expect(snippet).toContain('root')
    expect(snippet).toContain('MYSQL_PASSWORD')
  })
  it('says how to reach the service from outside', () => {
    expect(buildPortForward('shop', 'shop-db-primary', 3306)).toBe('kubectl --namespace shop port-forward service/shop-db-primary 3306:3306')
  })
})
