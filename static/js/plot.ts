// The timeline: uPlot, told what to draw by the app. Loaded only where something is plotted. Every
// colour is a custom property of the page, read anew when the theme changes.
import uPlot from "uplot";

/** What the app wishes, as JSON. */
interface Wishes {
  horizon: number;
  low: number;
  high: number | null;
  limit: number | null;
  lanes: number;
}

/** A flag on the timeline. */
interface Mark {
  t: number;
  text: string;
  kind: "note" | "leaked" | "error";
}

const HEIGHT = 230;
const NARROW = 560;

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim() || "#888";
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
  private readonly sizes: ResizeObserver;
  private readonly themes: MutationObserver;

  constructor(
    private readonly parent: HTMLElement,
    private readonly wishes: Wishes,
  ) {
    this.data = Array.from({ length: 1 + 2 * wishes.lanes }, () => []) as unknown as uPlot.AlignedData;
    this.plot = this.draw();
    this.sizes = new ResizeObserver(() => this.plot.setSize(this.size()));
    this.sizes.observe(parent);
    this.themes = new MutationObserver(() => {
      this.plot.destroy();
      this.plot = this.draw();
    });
    this.themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  /** Columns: time, what is taken in every lane, p99 in every lane. */
  show(columns: Float64Array[], marks: string): void {
    this.marks = JSON.parse(marks) as Mark[];
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
    return { width: Math.max(this.parent.clientWidth, 200), height: HEIGHT };
  }

  private draw(): uPlot {
    const { horizon, low, high, limit, lanes } = this.wishes;
    const names = lanes === 1 ? ["open"] : ["leaked", "released"];
    const top = limit ?? high;
    const quarters = top === null ? null : [0, 1, 2, 3, 4].map((q) => low + ((top - low) * q) / 4);
    // A small axis needs a digit after the point.
    const digits = quarters && top! - low < 8 ? 2 : 0;
    const ink = colour("ink-3");
    const line = colour("line");
    const font = `12px ${colour("sans")}`;
    const axis = { stroke: ink, font, grid: { stroke: line, width: 1 }, ticks: { show: false } };
    const p99 = (name: string): uPlot.Series => ({
      scale: "ms", stroke: colour(name), width: 1.25, dash: [2, 4], points: { show: false }, spanGaps: true,
    });
    const taken = (name: string): uPlot.Series => ({
      scale: "units", stroke: colour(name), width: 2.5, points: { show: false },
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

  /** Draws the limit and the flags. */
  private flag(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio;
    ctx.save();
    if (this.wishes.limit !== null) {
      const top = plot.valToPos(this.wishes.limit, "units", true);
      this.rule(ctx, [bbox.left, top, bbox.left + bbox.width, top], colour("leaked"), [6 * ratio, 4 * ratio]);
    }
    ctx.font = `600 ${11 * ratio}px ${colour("sans")}`;
    const free = { note: -Infinity, error: -Infinity };
    const isNarrow = this.parent.clientWidth < NARROW;
    const row = 15 * ratio;
    for (const mark of this.marks) {
      const x = plot.valToPos(mark.t, "x", true);
      const ink = colour(mark.kind === "note" ? "ink-3" : "leaked");
      this.rule(ctx, [x, bbox.top, x, bbox.top + bbox.height], ink, [3 * ratio, 3 * ratio]);
      if (isNarrow && mark.kind !== "error") continue;
      const width = ctx.measureText(mark.text).width + 12 * ratio;
      const left = Math.max(0, Math.min(x - width / 2, bbox.left + bbox.width - width));
      // The error keeps the upper row to itself.
      const at = mark.kind === "error" ? "error" : "note";
      if (left < free[at]) continue;
      free[at] = left + width + 4 * ratio;
      const y = bbox.top - row * (at === "error" ? 2 : 1) - 2 * ratio;
      if (mark.kind === "error") {
        ctx.fillStyle = ink;
        ctx.fillRect(left, y, width, row);
        ctx.fillStyle = colour("sheet");
      } else {
        ctx.fillStyle = ink;
      }
      ctx.textBaseline = "middle";
      ctx.textAlign = "left";
      ctx.fillText(mark.text, left + 6 * ratio, y + row / 2);
    }
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
