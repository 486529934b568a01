/** Keys of the environment that this version reads; each also as `NAME_FILE`, naming a file that holds the value. */
export const environmentKeys = [
  'DROVER_HOST',
  'DROVER_PORT',
  'DROVER_PUBLIC_URL',
  'DROVER_DATA',
  'DROVER_CONFIG',
  'DROVER_DB_URL',
  'DROVER_BROKER_URL',
  'DROVER_REDIS_URL',
  'DROVER_BLOBS_URL',
  'DROVER_PREFIX',
  'DROVER_ADMIN_TOKEN',
  'DROVER_SECRET_KEY',
  'DROVER_EXEC_ALLOW',
  'DROVER_TRUSTED_PROXIES',
  'DROVER_TIMEZONE',
  'DROVER_LEASE_SECONDS',
  'DROVER_RETENTION_DAYS',
  'DROVER_RETENTION_RUNS',
  'DROVER_RETENTION_BLOB_DAYS',
  'DROVER_SERVER_URL',
  'DROVER_NODE_TOKEN',
  'DROVER_NODE_NAME',
  'DROVER_NODE_SLOTS',
  'DROVER_ENGINE_SLOTS',
  'DROVER_NODE_TAGS',
  'DROVER_NODE_POOLS',
  'XIAOWU_RPA_TASK_CREATE_URL',
  'XIAOWU_RPA_TASK_QUERY_URL',
  'XIAOWU_RPA_TIMEOUT',
  'XIAOWU_RPA_PING_INTERVAL',
  'XIAOWU_RPA_TASK_QUERY_INTERVAL',
  'SERVICE_NAME',
  'SERVICE_SUB',
  'SERVICE_LOCATION',
  'LOG_LEVEL',
  'LOG_PATH',
  'OTLP_ENABLE',
  'KAFKA_ENABLE',
] as const;
export type EnvironmentKey = (typeof environmentKeys)[number];

/** Keys that other versions read: set here, they are warned of. */
export const laterKeys: readonly string[] = [
  'DROVER_BROWSERS_MIN_IDLE',
  'DROVER_BROWSERS_MAX',
  'DROVER_BROWSER_WAIT',
];

/** Keys that are none of the configuration's: the command line's token, what `doctor` tries an engine with, and what a node sets for its programs and guard. */
export const foreignKeys: readonly string[] = [
  'DROVER_TOKEN',
  'DROVER_ENGINE_TOKEN',
  'DROVER_RUN_ID',
  'DROVER_ATTEMPT',
  'DROVER_SHOP_ID',
  'DROVER_PLATFORM',
  'DROVER_PARAMS_FILE',
  'DROVER_ARTIFACTS_DIR',
  'DROVER_TREE_TAG',
  'DROVER_GUARD_OF',
  'DROVER_GUARD_NODE',
];
