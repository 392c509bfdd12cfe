// The timeline: uPlot, told what to draw by the app. Loaded only where something is plotted. Every
// colour is a custom property of the page, read anew when the theme changes.
import uPlot from "uplot";
export { keys, sight } from "./watch";

/** What the app wishes, as JSON. */
interface Wishes {
  horizon: number;
  low: number;
  high: number | null;
  limit: number | null;
  lanes: number;
  lower: number | null;
}

/** A flag on the timeline. */
interface Mark {
  t: number;
  text: string;
  kind: "note" | "turn" | "leaked" | "error" | "ghost";
}

/** The colours that the timeline uses. */
const INKS = ["ink", "ink-2", "ink-3", "line", "leaked", "released", "open", "sheet", "sans"] as const;
type Inks = Record<(typeof INKS)[number], string>;

const HEIGHT = 230;
const NARROW = 560;

function inks(): Inks {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim() || "#888";
  return Object.fromEntries(INKS.map((name) => [name, read(name)])) as Inks;
}

/** A duration as a clock shows it. */
function clock(seconds: number): string {
  if (seconds < 10 && !Number.isInteger(seconds)) return `${seconds.toFixed(2)} s`;
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export function create(parent: HTMLElement, wishes: string): Timeline {
  return new Timeline(parent, JSON.parse(wishes) as Wishes);
}

class Timeline {
  private plot: uPlot;
  private data: uPlot.AlignedData;
  private marks: Mark[] = [];
  private ghost: Float64Array[] = [];
  // Asked for once: whoever asks again while a page is being drawn makes the browser lay it out twice.
  private inks: Inks = inks();
  private width: number;
  private readonly sizes: ResizeObserver;
  private readonly themes: MutationObserver;

  constructor(
    private readonly parent: HTMLElement,
    private readonly wishes: Wishes,
  ) {
    this.data = Array.from({ length: 1 + 2 * wishes.lanes }, () => []) as unknown as uPlot.AlignedData;
    this.width = parent.clientWidth;
    this.plot = this.draw();
    this.sizes = new ResizeObserver(() => {
      this.width = parent.clientWidth;
      this.plot.setSize(this.size());
    });
    this.sizes.observe(parent);
    this.themes = new MutationObserver(() => {
      this.inks = inks();
      this.plot.destroy();
      this.plot = this.draw();
    });
    this.themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  /** Columns: time, what is taken in every lane, p99 in every lane. The ghost is another run: its
      times, and what is taken in it. */
  show(columns: Float64Array[], marks: string, ghost: Float64Array[]): void {
    this.marks = JSON.parse(marks) as Mark[];
    this.ghost = ghost;
    const plain = columns.map((column) => Array.from(column, (v) => (Number.isNaN(v) ? null : v)));
    this.data = plain as unknown as uPlot.AlignedData;
    this.plot.setData(this.data, false);
    this.plot.redraw();
  }

  destroy(): void {
    this.sizes.disconnect();
    this.themes.disconnect();
    this.plot.destroy();
  }

  private size(): { width: number; height: number } {
    return { width: Math.max(this.width, 200), height: HEIGHT };
  }

  private draw(): uPlot {
    const { horizon, low, high, limit, lanes } = this.wishes;
    const { inks } = this;
    const names: ("open" | "leaked" | "released")[] = lanes === 1 ? ["open"] : ["leaked", "released"];
    const top = limit ?? high;
    const quarters = top === null ? null : [0, 1, 2, 3, 4].map((q) => low + ((top - low) * q) / 4);
    // A small axis needs a digit after the point.
    const digits = quarters && top! - low < 8 ? 2 : 0;
    const ink = inks["ink-3"];
    const line = inks.line;
    const font = `12px ${inks.sans}`;
    const axis = { stroke: ink, font, grid: { stroke: line, width: 1 }, ticks: { show: false } };
    const p99 = (name: keyof Inks): uPlot.Series => ({
      scale: "ms", stroke: inks[name], width: 1.25, dash: [2, 4], points: { show: false }, spanGaps: true,
    });
    const taken = (name: keyof Inks): uPlot.Series => ({
      scale: "units", stroke: inks[name], width: 2.5, points: { show: false },
    });
    const options: uPlot.Options = {
      ...this.size(),
      padding: [34, 6, 0, 4],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: [0, horizon] },
        units: high === null
          ? { range: (_, __, most) => [0, Math.max(most ?? 0, 10) * 1.1] }
          : { range: [low, high] },
        ms: { distr: 3, range: (_, low, high) => [Math.min(low || 1, 1), Math.max(high || 100, 100) * 1.5] },
      },
      axes: [
        { ...axis, values: (_, splits) => splits.map(clock), size: 30 },
        { ...axis, scale: "units", size: 50, ...(quarters && { splits: quarters }),
          values: (_, splits) => splits.map((v) => v.toFixed(digits)) },
        { ...axis, scale: "ms", side: 1, size: 56, grid: { show: false },
          filter: (_, splits) => splits.map((v) => (Number.isInteger(Math.log10(v)) ? v : null)),
          values: (_, splits) => splits.map((v) => (v === null ? "" : v >= 1000 ? `${v / 1000} s` : `${v} ms`)) },
      ],
      series: [{}, ...names.map(taken), ...names.map(p99)],
      hooks: { draw: [(plot) => this.flag(plot)] },
    };
    return new uPlot(options, this.data, this.parent);
  }

  /** Draws the limits, the other run and the flags. */
  private flag(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const { inks } = this;
    const ratio = devicePixelRatio;
    ctx.save();
    for (const [limit, ink] of [[this.wishes.limit, inks.leaked], [this.wishes.lower, inks["ink-3"]]] as const) {
      if (limit === null) continue;
      const top = plot.valToPos(limit, "units", true);
      this.rule(ctx, [bbox.left, top, bbox.left + bbox.width, top], ink, [6 * ratio, 4 * ratio]);
    }
    this.drawGhost(plot);
    ctx.font = `600 ${11 * ratio}px ${inks.sans}`;
    const isNarrow = this.width < NARROW;
    const row = 15 * ratio;
    // What matters most has its words first, so that a note never takes their place.
    const order = ["ghost", "error", "turn", "leaked", "note"];
    const marks = [...this.marks].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || a.t - b.t);
    const taken: [number, number, number][] = [];
    for (const mark of marks) {
      const x = plot.valToPos(mark.t, "x", true);
      const isPlain = mark.kind === "note" || mark.kind === "turn" || mark.kind === "ghost";
      const ink = isPlain ? inks[mark.kind === "turn" ? "ink-2" : "ink-3"] : inks.leaked;
      this.rule(ctx, [x, bbox.top, x, bbox.top + bbox.height], ink, [3 * ratio, 3 * ratio]);
      if (isNarrow && (mark.kind === "note" || mark.kind === "leaked")) continue;
      const text = this.fitted(ctx, mark.text, bbox.width - 12 * ratio);
      const width = ctx.measureText(text).width + 12 * ratio;
      const left = Math.max(0, Math.min(x - width / 2, bbox.left + bbox.width - width));
      // The error keeps the upper row to itself; the other run is told at the foot.
      const at = mark.kind === "ghost" ? 0 : mark.kind === "error" ? 2 : 1;
      const isTaken = taken.some(([other, from, to]) => other === at && left < to && left + width > from);
      if (isTaken) continue;
      taken.push([at, left, left + width + 4 * ratio]);
      const y = at === 0 ? bbox.top + bbox.height - row - 3 * ratio : bbox.top - row * at - 2 * ratio;
      ctx.fillStyle = ink;
      if (mark.kind === "error") {
        ctx.fillRect(left, y, width, row);
        ctx.fillStyle = inks.sheet;
      } else if (mark.kind === "ghost") {
        ctx.fillStyle = inks.sheet;
        ctx.fillRect(left, y, width, row);
        ctx.fillStyle = inks["ink-2"];
      }
      ctx.textBaseline = "middle";
      ctx.textAlign = "left";
      ctx.fillText(text, left + 6 * ratio, y + row / 2);
    }
    ctx.restore();
  }

  /** A text that is no wider than this. */
  private fitted(ctx: CanvasRenderingContext2D, text: string, width: number): string {
    if (ctx.measureText(text).width <= width) return text;
    let end = text.length;
    while (end > 1 && ctx.measureText(`${text.slice(0, end)}…`).width > width) end -= 1;
    return `${text.slice(0, end)}…`;
  }

  /** The run without what moves its end, as a thin line. */
  private drawGhost(plot: uPlot): void {
    const [times, values] = this.ghost;
    if (!times?.length || !values) return;
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.strokeStyle = this.inks["ink-2"];
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.setLineDash([7 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    times.forEach((time, index) => {
      const x = plot.valToPos(time, "x", true);
      const y = plot.valToPos(values[index]!, "units", true);
      if (index === 0) ctx.moveTo(x, y);
      else ctx.lineTo(x, y);
    });
    ctx.stroke();
    ctx.restore();
  }

  private rule(ctx: CanvasRenderingContext2D, ends: [number, number, number, number], ink: string, dash: number[]): void {
    ctx.strokeStyle = ink;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash(dash);
    ctx.beginPath();
    ctx.moveTo(ends[0], ends[1]);
    ctx.lineTo(ends[2], ends[3]);
    ctx.stroke();
    ctx.setLineDash([]);
  }
}
