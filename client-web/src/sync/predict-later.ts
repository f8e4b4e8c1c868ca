import { alsoPredict } from './predict';
import { attachmentArea } from './predict-attachment';
import { measureArea } from './predict-measure';
import { meetingPredictors } from './predict-meeting';
import { moderationPredictors } from './predict-moderation';
import { practicePredictors } from './predict-practice';

// What is given on screens of their own is not predicted by the first load: this comes just after it, and with those
// screens.
alsoPredict(attachmentArea);
alsoPredict(measureArea);
for (const predictors of [meetingPredictors, moderationPredictors, practicePredictors]) {
  alsoPredict({ predictors, defaults: {}, guarded: {} });
}
