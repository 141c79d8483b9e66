import { style } from '@react-spectrum/s2/style' with { type: 'macro' };

/** The card that a table stands in. */
export const table = style({
  backgroundColor: 'base',
  borderWidth: 1,
  borderStyle: 'solid',
  borderColor: 'gray-200',
  borderRadius: 'lg',
  overflow: 'hidden',
});

export const columnHead = style<{ align?: 'end' }>({
  font: 'ui-sm',
  fontWeight: 'bold',
  color: 'neutral-subdued',
  textAlign: { default: 'start', align: { end: 'end' } },
});
