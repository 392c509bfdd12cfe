// uPlot, as it is: the one library for lines over time. Loaded only where something is plotted.
import uPlot from "uplot";

export { uPlot };
