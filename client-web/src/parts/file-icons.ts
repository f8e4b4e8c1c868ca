// On the field of ui/Icon, for the few screens that show them.
export const photoIcon = 'M3 6h3l1.5-2h5L14 6h3v10H3ZM10 13.5a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6Z';
export const fileIcon = 'M5 3h6l4 4v10H5ZM11 3v4h4';
