// One current version of each statement of a source; past versions share its key.
CREATE CONSTRAINT interest_key IF NOT EXISTS FOR ()-[r:INTEREST]-() REQUIRE r.key IS UNIQUE;

CREATE CONSTRAINT identified_by_key IF NOT EXISTS FOR ()-[r:IDENTIFIED_BY]-() REQUIRE r.key IS UNIQUE;

CREATE CONSTRAINT seated_in_key IF NOT EXISTS FOR ()-[r:SEATED_IN]-() REQUIRE r.key IS UNIQUE;

CREATE CONSTRAINT branch_of_key IF NOT EXISTS FOR ()-[r:BRANCH_OF]-() REQUIRE r.key IS UNIQUE;

CREATE CONSTRAINT head_of_key IF NOT EXISTS FOR ()-[r:HEAD_OF]-() REQUIRE r.key IS UNIQUE;

CREATE CONSTRAINT notice_key IF NOT EXISTS FOR ()-[r:NOTICE]-() REQUIRE r.key IS UNIQUE;

CREATE INDEX identified_by_record IF NOT EXISTS FOR ()-[r:IDENTIFIED_BY]-() ON (r.source, r.record);

CREATE INDEX past_interest_key IF NOT EXISTS FOR ()-[r:PAST_INTEREST]-() ON (r.key);

CREATE INDEX past_branch_of_key IF NOT EXISTS FOR ()-[r:PAST_BRANCH_OF]-() ON (r.key);

CREATE INDEX past_notice_key IF NOT EXISTS FOR ()-[r:PAST_NOTICE]-() ON (r.key);

CREATE INDEX interest_run IF NOT EXISTS FOR ()-[r:INTEREST]-() ON (r.source, r.run);

CREATE INDEX interest_scope IF NOT EXISTS FOR ()-[r:INTEREST]-() ON (r.source, r.scope);

CREATE INDEX interest_on_behalf_of IF NOT EXISTS FOR ()-[r:INTEREST]-() ON (r.on_behalf_of);

CREATE INDEX past_interest_on_behalf_of IF NOT EXISTS FOR ()-[r:PAST_INTEREST]-() ON (r.on_behalf_of);
