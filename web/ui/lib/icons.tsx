import type { ComponentChildren } from 'preact';

function Icon({ children, size = 20 }: { children: ComponentChildren; size?: number | undefined }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

interface IconProps {
  /** Width and height in pixels; 20 unless told. */
  size?: number;
}

/** The sign of Practice: four bars of a level meter. */
export function Mark({ size = 28 }: IconProps) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" fill="#221c14" />
      <path d="M7 14v4M13 9v14M19 12v8M25 14.5v3" stroke="#f2b13c" stroke-width="3" stroke-linecap="round" />
    </svg>
  );
}

export const PlayIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M7 4.5v15l12.5-7.5z" fill="currentColor" />
  </Icon>
);
export const PauseIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M8 5v14M16 5v14" stroke-width="4" />
  </Icon>
);
export const BackIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 4v5h5" />
    <path d="M4.6 9A8.5 8.5 0 1 1 3.5 13.5" />
  </Icon>
);
export const ForwardIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M20 4v5h-5" />
    <path d="M19.4 9A8.5 8.5 0 1 0 20.5 13.5" />
  </Icon>
);
export const VolumeIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z" fill="currentColor" />
    <path d="M15.5 9a4.5 4.5 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11" />
  </Icon>
);
export const MicIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <rect x="9" y="3" width="6" height="11" rx="3" />
    <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />
  </Icon>
);
export const MicOffIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M9 9v2a3 3 0 0 0 4.5 2.6M15 10V6a3 3 0 0 0-5.7-1.3M5.5 11.5a6.5 6.5 0 0 0 10.5 5M18.3 13a6.5 6.5 0 0 0 .2-1.5M12 18v3M4 3l16 18" />
  </Icon>
);
export const PeopleIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <circle cx="9" cy="8" r="3.5" />
    <path d="M2.5 20a6.5 6.5 0 0 1 13 0M16 4.8a3.5 3.5 0 0 1 0 6.4M18 14.5a6.5 6.5 0 0 1 3.5 5.5" />
  </Icon>
);
export const CheckIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M5 12.5l4.5 4.5L19 7.5" />
  </Icon>
);
export const CloseIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M6 6l12 12M18 6L6 18" />
  </Icon>
);
export const WarningIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M12 4L2.8 20h18.4zM12 10v4.5M12 17.3v.1" />
  </Icon>
);
export const DownloadIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M12 4v11M7 10.5l5 5 5-5M5 20h14" />
  </Icon>
);
export const TrashIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 7h16M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.5 11v5M13.5 11v5" />
  </Icon>
);
export const PencilIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 20l1-4.5L16.5 4 20 7.5 8.5 19z" />
  </Icon>
);
export const ShuffleIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M3 6h3.5c4.5 0 6 12 11 12H21M18 15l3 3-3 3M3 18h3.5c1.5 0 2.7-1.3 3.7-3M13.5 9c1-1.8 2.3-3 4-3H21M18 3l3 3-3 3" />
  </Icon>
);
export const RepeatIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M17 2.5L20.5 6 17 9.5M20.5 6H8a4.5 4.5 0 0 0-4.5 4.5V12M7 21.5L3.5 18 7 14.5M3.5 18H16a4.5 4.5 0 0 0 4.5-4.5V12" />
  </Icon>
);
export const LinkIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M10 14a4 4 0 0 0 5.7 0l3.5-3.5a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3.5 3.5a4 4 0 0 0 5.7 5.7l1-1" />
  </Icon>
);
export const SunIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4" />
  </Icon>
);
export const MoonIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z" />
  </Icon>
);
export const ScreenIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <rect x="3" y="4" width="18" height="12.5" rx="2" />
    <path d="M9 20.5h6" />
  </Icon>
);
export const MoreIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M5 12v.1M12 12v.1M19 12v.1" stroke-width="3.5" />
  </Icon>
);
export const ArrowIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 12h15M13 6l6 6-6 6" />
  </Icon>
);
export const VolumeOffIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z" fill="currentColor" />
    <path d="M16 9.5l5 5M21 9.5l-5 5" />
  </Icon>
);
