import net from 'node:net'

/** A TCP link to a real API server that a test can cut, or clog so that nothing passes and nobody is told. */
export class FaultyLink {
  private server: net.Server | null = null
  private readonly sockets = new Set<net.Socket>()
  private clogged = false
  port = 0

  constructor(private readonly target: { host: string; port: number }) {}

  async open(): Promise<void> {
    const server = net.createServer((near) => this.join(near))
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve))
    const address = server.address()
    this.port = typeof address === 'object' && address ? address.port : 0
    this.server = server
  }

  async cut(): Promise<void> {
    const { server } = this
    this.server = null
    const closed = new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()))
    for (const socket of this.sockets) socket.destroy()
    await closed
  }

  clog(): void {
    this.clogged = true
    for (const socket of this.sockets) socket.pause()
  }

  /** Connections made from now on pass again; the old ones stay clogged. */
  unclog(): void {
    this.clogged = false
  }

  private join(near: net.Socket): void {
    const far = net.connect(this.target)
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      this.sockets.add(socket)
      if (this.clogged) socket.pause()
      socket.on('data', (chunk) => other.write(chunk))
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        this.sockets.delete(socket)
        other.destroy()
      })
      if (this.clogged) socket.pause()
    }
  }
}
