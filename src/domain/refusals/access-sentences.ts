/** Why somebody is not let in, or may not do a thing: [English, 中文]. */
export const accessSentences = {
  token_missing: [
    'Send a token: "Authorization: Bearer TOKEN". The command line keeps its own in the data folder, in cli.token.',
    '请带上令牌：“Authorization: Bearer TOKEN”。命令行自己的令牌在数据目录的 cli.token 里。',
  ],
  token_not_known: ['This token is not known here, or it has been revoked.', '令牌不对，或已被吊销。'],
  token_not_there: ['There is no token "{id}".', '没有令牌“{id}”。'],
  session_ended: ['This session has ended. Sign in again.', '登录已失效，请重新登录。'],
  link_used: [
    'This sign-in link has been used or has expired. Make a new one: npx drover sign-in.',
    '登录链接已用过或已过期。请生成新的链接：npx drover sign-in。',
  ],
  node_token_session: [
    "A node's token opens no session. Use one of another role.",
    '执行节点的令牌不能用来登录，请换用其他角色的令牌。',
  ],
  sign_ins_failed: [
    'Too many sign-ins have failed. Try again in {span}.',
    '登录失败次数太多，请在 {span}后再试。',
  ],
  one_second: ['1 second', '1 秒'],
  some_seconds: ['{count} seconds', '{count} 秒'],
  role_needed: [
    'This needs a token of the role {needed}; yours ("{name}") is a {role}\'s.',
    '权限不够：需要“{needed}”角色，当前的“{name}”是“{role}”。请管理员操作，或换一个账号。',
  ],
  role_admin: ['admin', '管理员'],
  role_operator: ['operator', '操作员'],
  role_viewer: ['viewer', '只读'],
  role_node: ['node', '执行节点'],
  other_site: [
    'This came from a page of another site. Use the console, or send a token: "Authorization: Bearer TOKEN".',
    '请求来自其他网站的页面。请使用控制台，或带上令牌：“Authorization: Bearer TOKEN”。',
  ],
  session_header: [
    'With a session, send the header "X-Drover-Client: ui".',
    '用登录会话操作时，请带上请求头“X-Drover-Client: ui”。',
  ],
  exec_token_missing: [
    'This address is not in DROVER_EXEC_ALLOW: send a token of this server as "X-Drover-Token: TOKEN".',
    '此地址不在 DROVER_EXEC_ALLOW 之内：请用“X-Drover-Token: TOKEN”带上本服务端的令牌。',
  ],
  exec_role_needed: [
    "This needs a token of the role operator; this one is a {role}'s.",
    '权限不够：需要“操作员”角色的令牌，当前是“{role}”。',
  ],
  node_role_needed: [
    'A node needs a token of the role node; this one ("{name}") is a {role}\'s.',
    '执行节点要用“执行节点”角色的令牌，当前的“{name}”是“{role}”。',
  ],
} as const;
