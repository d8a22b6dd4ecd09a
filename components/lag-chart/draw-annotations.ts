import type UPlot from 'uplot'

export interface ChartThreshold { seconds: number; label: string; level: 'attention' | 'broken' }
export interface ChartMarker { /** Unix seconds */ at: number; label: string; level: 'info' | 'attention' | 'broken' }

export interface ChartColors {
  text: string
  grid: string
  info: string
  attention: string
  broken: string
  lines: string[]
  font: string
}

/** CSS variables as a canvas needs them: resolved. */
export function readColors(element: Element, lineVariables: readonly string[]): ChartColors {
  const style = getComputedStyle(element)
  const read = (name: string, fallback: string) => style.getPropertyValue(name).trim() || fallback
  return {
    text: read('--muted', style.color),
    grid: read('--line', style.color),
    info: read('--muted', style.color),
    attention: read('--attention', 'orange'),
    broken: read('--broken', 'red'),
    lines: lineVariables.map((name) => read(name, style.color)),
    font: `11px ${style.fontFamily}`,
  }
}

/** Dashed lines across with their names at the left, away from the newest data. */
export function drawThresholds(u: UPlot, thresholds: readonly ChartThreshold[], colors: ChartColors): void {
  const { ctx, bbox } = u
  const ratio = devicePixelRatio
  ctx.save()
  for (const threshold of thresholds) {
    const y = u.valToPos(threshold.seconds, 'y', true)
    if (y < bbox.top || y > bbox.top + bbox.height) continue
    ctx.strokeStyle = ctx.fillStyle = colors[threshold.level]
    ctx.lineWidth = ratio
    ctx.setLineDash([6 * ratio, 4 * ratio])
    strokeLine(ctx, bbox.left, y, bbox.left + bbox.width, y)
    ctx.font = scaleFont(colors.font, ratio)
    ctx.textAlign = 'left'
    ctx.fillText(threshold.label, bbox.left + 4 * ratio, y - 6 * ratio)
  }
  ctx.restore()
}

/** Vertical lines where something happened; a label is left out where it would cover the one before. */
export function drawMarkers(u: UPlot, markers: readonly ChartMarker[], colors: ChartColors): void {
  const { ctx, bbox } = u
  const ratio = devicePixelRatio
  let freeFrom = Number.NEGATIVE_INFINITY
  ctx.save()
  ctx.font = scaleFont(colors.font, ratio)
  for (const marker of [...markers].sort((a, b) => a.at - b.at)) {
    const x = u.valToPos(marker.at, 'x', true)
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    ctx.strokeStyle = ctx.fillStyle = colors[marker.level]
    ctx.lineWidth = ratio
    ctx.setLineDash([2 * ratio, 3 * ratio])
    strokeLine(ctx, x, bbox.top, x, bbox.top + bbox.height)
    const width = ctx.measureText(marker.label).width
    if (x < freeFrom || x + width > bbox.left + bbox.width) continue
    ctx.textAlign = 'left'
    ctx.fillText(marker.label, x + 4 * ratio, bbox.top + 10 * ratio)
    freeFrom = x + width + 12 * ratio
  }
  ctx.restore()
}

function strokeLine(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  ctx.beginPath()
  ctx.moveTo(x1, y1)
  ctx.lineTo(x2, y2)
  ctx.stroke()
}

const scaleFont = (font: string, ratio: number) => font.replace(/^(\d+)px/, (_match, size: string) => `${Number(size) * ratio}px`)
