/** Why a folder can't be used: a file stands in its way, permission is missing, the disk is read-only or full, or else. */
export type DataFolderCause = 'in_the_way' | 'no_permission' | 'read_only' | 'disk_full' | 'other';

/** Why a server can't start, and what is known of it. */
export type StartFault =
  | {
      readonly kind: 'data_folder';
      readonly path: string;
      readonly cause: DataFolderCause;
      readonly detail: string;
    }
  | { readonly kind: 'log_folder'; readonly path: string; readonly detail: string }
  | { readonly kind: 'data_used'; readonly path: string; readonly pid: number | null }
  | { readonly kind: 'store_newer'; readonly path: string; readonly found: number; readonly known: number }
  | { readonly kind: 'store'; readonly path: string; readonly detail: string }
  | {
      readonly kind: 'port_used';
      readonly host: string;
      readonly port: number;
      readonly owner: { readonly pid: number; readonly program: string | null } | null;
    }
  | { readonly kind: 'listen'; readonly host: string; readonly port: number; readonly detail: string };

/** Why a node can't start. */
export type NodeStartFault =
  | { readonly kind: 'needs'; readonly key: 'DROVER_SERVER_URL' | 'DROVER_NODE_TOKEN' }
  | Extract<StartFault, { kind: 'data_folder' | 'log_folder' }>
  | { readonly kind: 'folder_used'; readonly path: string; readonly pid: number | null }
  | { readonly kind: 'failed'; readonly detail: string };
