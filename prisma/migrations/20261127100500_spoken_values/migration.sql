-- Enum values are stored exactly as they are spoken (`waiting_on_customer`, `first_response`), and severity is one enum.
--
-- This is the one migration that an older release cannot run beside: its statements name the old values. All processes of
-- the older release must have ended before it is applied (CHANGELOG, "Changed").

ALTER TYPE "Role" RENAME VALUE 'CUSTOMER' TO 'customer';
ALTER TYPE "Role" RENAME VALUE 'CUSTOMER_LEAD' TO 'customer_lead';
ALTER TYPE "Role" RENAME VALUE 'ENGINEER' TO 'engineer';
ALTER TYPE "Role" RENAME VALUE 'MANAGER' TO 'manager';
ALTER TYPE "Role" RENAME VALUE 'ADMINISTRATOR' TO 'administrator';
ALTER TYPE "Role" RENAME VALUE 'KNOWLEDGE_OWNER' TO 'knowledge_owner';

ALTER TYPE "LinkPurpose" RENAME VALUE 'SIGN_IN' TO 'sign_in';
ALTER TYPE "LinkPurpose" RENAME VALUE 'PASSWORD_RESET' TO 'password_reset';

ALTER TYPE "PageState" RENAME VALUE 'OPEN' TO 'open';
ALTER TYPE "PageState" RENAME VALUE 'ACKNOWLEDGED' TO 'acknowledged';
ALTER TYPE "PageState" RENAME VALUE 'UNANSWERED' TO 'unanswered';
ALTER TYPE "PageState" RENAME VALUE 'CLOSED' TO 'closed';

ALTER TYPE "Urgency" RENAME VALUE 'HIGH' TO 'high';
ALTER TYPE "Urgency" RENAME VALUE 'LOW' TO 'low';

ALTER TYPE "ContactKind" RENAME VALUE 'EMAIL' TO 'email';
ALTER TYPE "ContactKind" RENAME VALUE 'PUSH' TO 'push';
ALTER TYPE "ContactKind" RENAME VALUE 'WEBHOOK' TO 'webhook';
ALTER TYPE "ContactKind" RENAME VALUE 'SLACK' TO 'slack';
ALTER TYPE "ContactKind" RENAME VALUE 'FEISHU' TO 'feishu';
ALTER TYPE "ContactKind" RENAME VALUE 'DINGTALK' TO 'dingtalk';
ALTER TYPE "ContactKind" RENAME VALUE 'WECOM' TO 'wecom';
ALTER TYPE "ContactKind" RENAME VALUE 'SMS' TO 'sms';
ALTER TYPE "ContactKind" RENAME VALUE 'VOICE' TO 'voice';

ALTER TYPE "DeliveryState" RENAME VALUE 'PENDING' TO 'pending';
ALTER TYPE "DeliveryState" RENAME VALUE 'SENT' TO 'sent';
ALTER TYPE "DeliveryState" RENAME VALUE 'FAILED' TO 'failed';
ALTER TYPE "DeliveryState" RENAME VALUE 'CANCELLED' TO 'cancelled';

ALTER TYPE "ArticleState" RENAME VALUE 'DRAFT' TO 'draft';
ALTER TYPE "ArticleState" RENAME VALUE 'PUBLISHED' TO 'published';

ALTER TYPE "TicketStatus" RENAME VALUE 'NEW' TO 'new';
ALTER TYPE "TicketStatus" RENAME VALUE 'OPEN' TO 'open';
ALTER TYPE "TicketStatus" RENAME VALUE 'WAITING_ON_CUSTOMER' TO 'waiting_on_customer';
ALTER TYPE "TicketStatus" RENAME VALUE 'ON_HOLD' TO 'on_hold';
ALTER TYPE "TicketStatus" RENAME VALUE 'RESOLVED' TO 'resolved';
ALTER TYPE "TicketStatus" RENAME VALUE 'CLOSED' TO 'closed';

ALTER TYPE "Chain" RENAME VALUE 'PUBLIC' TO 'public';
ALTER TYPE "Chain" RENAME VALUE 'STAFF' TO 'staff';

ALTER TYPE "HeldMessageState" RENAME VALUE 'HELD' TO 'held';
ALTER TYPE "HeldMessageState" RENAME VALUE 'SENDING' TO 'sending';
ALTER TYPE "HeldMessageState" RENAME VALUE 'UNDONE' TO 'undone';
ALTER TYPE "HeldMessageState" RENAME VALUE 'RETURNED' TO 'returned';

ALTER TYPE "HandoffState" RENAME VALUE 'DRAFT' TO 'draft';
ALTER TYPE "HandoffState" RENAME VALUE 'HANDED' TO 'handed';
ALTER TYPE "HandoffState" RENAME VALUE 'WITHDRAWN' TO 'withdrawn';

ALTER TYPE "HandoffEntryState" RENAME VALUE 'OPEN' TO 'open';
ALTER TYPE "HandoffEntryState" RENAME VALUE 'ACCEPTED' TO 'accepted';
ALTER TYPE "HandoffEntryState" RENAME VALUE 'KEPT' TO 'kept';
ALTER TYPE "HandoffEntryState" RENAME VALUE 'SETTLED' TO 'settled';

ALTER TYPE "OverrideKind" RENAME VALUE 'ON_CALL' TO 'onCall';
ALTER TYPE "OverrideKind" RENAME VALUE 'COVERS' TO 'covers';

ALTER TYPE "SwapState" RENAME VALUE 'ASKED' TO 'asked';
ALTER TYPE "SwapState" RENAME VALUE 'ACCEPTED' TO 'accepted';
ALTER TYPE "SwapState" RENAME VALUE 'DECLINED' TO 'declined';
ALTER TYPE "SwapState" RENAME VALUE 'WITHDRAWN' TO 'withdrawn';

ALTER TYPE "MailState" RENAME VALUE 'PENDING' TO 'pending';
ALTER TYPE "MailState" RENAME VALUE 'SENT' TO 'sent';
ALTER TYPE "MailState" RENAME VALUE 'FAILED' TO 'failed';
ALTER TYPE "MailState" RENAME VALUE 'KEPT' TO 'kept';

ALTER TYPE "SlaVersionState" RENAME VALUE 'DRAFT' TO 'draft';
ALTER TYPE "SlaVersionState" RENAME VALUE 'PUBLISHED' TO 'published';

ALTER TYPE "SlaMetric" RENAME VALUE 'FIRST_RESPONSE' TO 'first_response';
ALTER TYPE "SlaMetric" RENAME VALUE 'NEXT_RESPONSE' TO 'next_response';
ALTER TYPE "SlaMetric" RENAME VALUE 'UPDATE' TO 'update';
ALTER TYPE "SlaMetric" RENAME VALUE 'WORKAROUND' TO 'workaround';
ALTER TYPE "SlaMetric" RENAME VALUE 'RESOLUTION' TO 'resolution';

ALTER TYPE "ClockState" RENAME VALUE 'RUNNING' TO 'running';
ALTER TYPE "ClockState" RENAME VALUE 'PAUSED' TO 'paused';
ALTER TYPE "ClockState" RENAME VALUE 'BREACHED' TO 'breached';
ALTER TYPE "ClockState" RENAME VALUE 'ENDED' TO 'ended';

ALTER TYPE "ClockOutcome" RENAME VALUE 'OPEN' TO 'open';
ALTER TYPE "ClockOutcome" RENAME VALUE 'MET' TO 'met';
ALTER TYPE "ClockOutcome" RENAME VALUE 'LATE' TO 'late';
ALTER TYPE "ClockOutcome" RENAME VALUE 'CANCELLED' TO 'cancelled';

ALTER TYPE "ReplayState" RENAME VALUE 'WAITING' TO 'waiting';
ALTER TYPE "ReplayState" RENAME VALUE 'RUNNING' TO 'running';
ALTER TYPE "ReplayState" RENAME VALUE 'DONE' TO 'done';
ALTER TYPE "ReplayState" RENAME VALUE 'CANCELLED' TO 'cancelled';
ALTER TYPE "ReplayState" RENAME VALUE 'FAILED' TO 'failed';

-- Texts that were enums in all but name.
ALTER TABLE "Delivery" ALTER COLUMN "kind" SET DEFAULT 'escalation';
UPDATE "Delivery" SET "kind" = lower("kind") WHERE "kind" <> lower("kind");
UPDATE "DeliveryAttempt" SET "outcome" = lower("outcome") WHERE "outcome" <> lower("outcome");
UPDATE "ChannelState" SET "channel" = lower("channel") WHERE "channel" <> lower("channel");
UPDATE "Page" SET "escalation" = "escalation"
  || CASE WHEN "escalation" ? 'state' THEN jsonb_build_object('state', lower("escalation" ->> 'state')) ELSE '{}' END
  || CASE WHEN "escalation" ? 'nextAction' THEN jsonb_build_object('nextAction', lower("escalation" ->> 'nextAction')) ELSE '{}' END;
UPDATE "PageLogEntry" SET "detail" = "detail"
  || CASE WHEN "detail" ? 'reason' THEN jsonb_build_object('reason', lower("detail" ->> 'reason')) ELSE '{}' END
  || CASE WHEN "detail" ? 'cause' THEN jsonb_build_object('cause', lower("detail" ->> 'cause')) ELSE '{}' END
  WHERE "detail" ?| ARRAY['reason', 'cause'];

-- Mails that still wait for the worker: their stored properties are read by the new schemas.
UPDATE "MailMessage" SET "props" = "props" || jsonb_build_object('kind', lower("props" ->> 'kind'))
  WHERE "state" = 'pending' AND "template" = 'contact-failing';
UPDATE "MailMessage" SET "props" = replace(replace("props"::text, '"NOBODY_ON_CALL"', '"nobody_on_call"'), '"NO_VERIFIED_METHOD"', '"no_verified_method"')::jsonb
  WHERE "state" = 'pending' AND "template" = 'coverage';

-- Severity was a number on clocks and a text on pages.
ALTER TABLE "SlaClock" ALTER COLUMN "severity" TYPE "Severity" USING ('S' || "severity")::"Severity";
ALTER TABLE "SlaReplayTicket" ALTER COLUMN "severity" TYPE "Severity" USING ('S' || "severity")::"Severity";
ALTER TABLE "Page" ALTER COLUMN "severity" TYPE "Severity" USING "severity"::"Severity";
