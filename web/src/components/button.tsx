import { Link, type LinkProps } from '@tanstack/react-router';
import styles from './button.module.css';
import { Icon, type IconName } from './icon.tsx';

interface Look {
  /** `ink`: the page's one main action; `quiet`: without an edge; `danger`: what can't be undone. */
  readonly look?: 'plain' | 'ink' | 'quiet' | 'danger';
  readonly size?: 'normal' | 'small';
  readonly icon?: IconName;
}

type ButtonProps = Look &
  Omit<React.ComponentProps<'button'>, 'className'> & {
    /** Being done: can't be pressed again meanwhile. */
    readonly busy?: boolean;
  };

function classOf({ look = 'plain', size = 'normal' }: Look): string {
  return `${styles['button']} ${styles[look]} ${styles[size]}`;
}

/** A button. Its words say the effect; one that shows an icon alone has an `aria-label`. */
export function Button({
  look,
  size,
  icon,
  busy = false,
  children,
  ...others
}: ButtonProps): React.JSX.Element {
  return (
    <button
      type="button"
      {...others}
      className={classOf({ ...(look && { look }), ...(size && { size }) })}
      disabled={others.disabled === true || busy}
      aria-busy={busy || undefined}
    >
      {busy ? (
        <Icon name="running" small className={styles['turning'] ?? ''} />
      ) : (
        icon && <Icon name={icon} small />
      )}
      {children}
    </button>
  );
}

type LinkButtonProps = Look &
  LinkProps & { readonly children: React.ReactNode; readonly 'aria-label'?: string };

/** A link that looks like a button: it leads somewhere and does nothing by itself. */
export function LinkButton({ look, size, icon, children, ...link }: LinkButtonProps): React.JSX.Element {
  return (
    <Link {...link} className={classOf({ ...(look && { look }), ...(size && { size }) })}>
      {icon && <Icon name={icon} small />}
      {children}
    </Link>
  );
}
