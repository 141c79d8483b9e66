import { style } from '@react-spectrum/s2/style' with { type: 'macro' };

/** Read out, not seen. */
export const hidden = style({
  position: 'absolute',
  width: '[1px]',
  height: '[1px]',
  margin: '[-1px]',
  padding: 0,
  borderWidth: 0,
  overflow: 'hidden',
  whiteSpace: 'nowrap',
});
