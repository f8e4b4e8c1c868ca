import type { ChartType, MeasureData } from '../../protocol';
import { chartFits } from '../../sync/predict-measure';

// The usual ones first; the rest for those who know them.
const usual: ChartType[] = ['run', 'i', 'p', 'u', 'c', 'pp', 'up'];
const others: ChartType[] = ['mr', 'xbar', 's', 't', 'g', 'ip'];

/** The charts that such data can be drawn in: those to offer, and those to offer under "more". */
export const chartsFor = (data: MeasureData): { usual: ChartType[]; others: ChartType[] } => ({
  usual: usual.filter((type) => chartFits(type, data)),
  others: others.filter((type) => chartFits(type, data)),
});
