export const SNIPPET_LANGUAGES = ['mysql', 'jdbc', 'node', 'python', 'go', 'php'] as const
export type SnippetLanguage = (typeof SNIPPET_LANGUAGES)[number]

export const SNIPPET_TITLES: Record<SnippetLanguage, string> = { mysql: 'mysql client', jdbc: 'JDBC', node: 'Node.js', python: 'Python', go: 'Go', php: 'PHP' }

export interface SnippetInput {
  host: string
  port: number
  username: string
}

/** The password is never put into a snippet: each reads MYSQL_PASSWORD from the environment. */
export function buildSnippet(language: SnippetLanguage, { host, port, username }: SnippetInput): string {
  switch (language) {
    case 'mysql':
      return `MYSQL_PWD="$MYSQL_PASSWORD" mysql --host=${host} --port=${port} --user=${username} --ssl-mode=REQUIRED`
    case 'jdbc':
      return [
        `String url = "jdbc:mysql://${host}:${port}/?sslMode=REQUIRED";`,
        `Connection connection = DriverManager.getConnection(url, "${username}", System.getenv("MYSQL_PASSWORD"));`,
      ].join('\n')
    case 'node':
      return [
        `import mysql from 'mysql2/promise'`,
        '',
        `const connection = await mysql.createConnection({`,
        `  host: '${host}',`,
        `  port: ${port},`,
        `  user: '${username}',`,
        `  password: process.env.MYSQL_PASSWORD,`,
        `  ssl: { rejectUnauthorized: false }, // the server's certificate is its own`,
        `})`,
      ].join('\n')
    case 'python':
      return [
        'import os',
        'import mysql.connector',
        '',
        'connection = mysql.connector.connect(',
        `    host="${host}",`,
        `    port=${port},`,
        `    user="${username}",`,
        `    password=os.environ["MYSQL_PASSWORD"],`,
        ')',
      ].join('\n')
    case 'go':
      return [
        'config := mysql.NewConfig() // github.com/go-sql-driver/mysql',
        `config.Net, config.Addr = "tcp", "${host}:${port}"`,
        `config.User, config.Passwd = "${username}", os.Getenv("MYSQL_PASSWORD")`,
        `config.TLSConfig = "skip-verify" // the server's certificate is its own`,
        'db, err := sql.Open("mysql", config.FormatDSN())',
      ].join('\n')
    case 'php':
      return [
        `$connection = new PDO(`,
        `    'mysql:host=${host};port=${port};charset=utf8mb4',`,
        `    '${username}',`,
        `    getenv('MYSQL_PASSWORD'),`,
        `    [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::MYSQL_ATTR_SSL_CA => true, PDO::MYSQL_ATTR_SSL_VERIFY_SERVER_CERT => false],`,
        `);`,
      ].join('\n')
  }
}

/** How a person reaches the service from outside the Kubernetes cluster. */
export function buildPortForward(namespace: string, service: string, port: number): string {
  return `kubectl --namespace ${namespace} port-forward service/${service} ${port}:${port}`
}
