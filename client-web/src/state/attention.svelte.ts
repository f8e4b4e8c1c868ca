/** Whether what needs attention is shown: several places lead there. */
export const attentionPanel = $state({ open: false });
