CREATE TABLE app.t (k UInt64, a String DEFAULT 'x') ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, a String DEFAULT 'it''s', b String DEFAULT 'a\'b\\c\nd') ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, a UInt64 MATERIALIZED k + 1, b UInt64 ALIAS k*2, c UInt64 EPHEMERAL, d UInt64 EPHEMERAL 5, e UInt64 DEFAULT c) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, a String DEFAULT 'x' COMMENT 'c' CODEC(ZSTD(3)) STATISTICS(uniq) TTL d + INTERVAL 1 DAY SETTINGS (max_compress_block_size = 1048576), d Date) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, a String CODEC(ZSTD), b String CODEC(LZ4HC), c String CODEC(LZ4HC(9)), d String CODEC(NONE), e String CODEC(LZ4), f String CODEC(Default)) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64 CODEC(Delta, ZSTD), a UInt32 CODEC(Delta, LZ4), b DateTime CODEC(DoubleDelta, LZ4), c Float64 CODEC(Gorilla), d Float32 CODEC(Gorilla, ZSTD), e Int16 CODEC(T64, LZ4), f Int8 CODEC(Delta, LZ4)) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64 CODEC(Delta(4), ZSTD(1)), a UInt32 CODEC(T64('bit')), b Float64 CODEC(FPC), c Float64 CODEC(FPC(12)), d Float32 CODEC(FPC(12, 4)), e UInt64 CODEC(GCD, LZ4), f DateTime64(3) CODEC(DoubleDelta)) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, a Date CODEC(Delta, ZSTD), b Enum8('x' = 1) CODEC(Delta, ZSTD), c Decimal(9, 2) CODEC(Delta, ZSTD), d UUID CODEC(ZSTD), e Nullable(UInt32) CODEC(Delta, ZSTD), f LowCardinality(String) CODEC(ZSTD), g Array(UInt32) CODEC(Delta, ZSTD)) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64 codec(ZSTD(5)), a Decimal(38, 2) CODEC(ZSTD), b IPv4 CODEC(Delta, ZSTD), c Bool CODEC(Delta, ZSTD), d Date32 CODEC(DoubleDelta, ZSTD), e Enum16('x' = 1000) CODEC(Delta, ZSTD), f FixedString(4) CODEC(ZSTD), g BFloat16) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, s LowCardinality(String), n Nullable(String), m Map(LowCardinality(String), Array(UInt64)), t Tuple(a UInt8, b String), u Tuple(UInt8, String)) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, a INT, b String NULL, c String NOT NULL, d Int32 NULL DEFAULT 5, e Int32 NOT NULL DEFAULT 5 COMMENT 'x', f Int32 DEFAULT 1 NULL) ENGINE = MergeTree ORDER BY k;
/* rewritten */ CREATE TABLE app.t (k UInt64, a UInt8 DEFAULT k NOT IN (1, 2), b UInt8 DEFAULT toString(k) NOT LIKE '%a%', c UInt8 DEFAULT k IS NOT NULL, d UInt8 DEFAULT k NOT BETWEEN 1 AND 2, e UInt8 DEFAULT NOT k) ENGINE = MergeTree ORDER BY k;
/* rewritten */ CREATE TABLE app.t (k UInt64, a UInt8 DEFAULT k IN (1, 2), b UInt8 DEFAULT k BETWEEN 1 AND 2, c Nullable(UInt8) DEFAULT NULL, d UInt8 DEFAULT CASE WHEN k > 1 THEN 1 ELSE 2 END, e UInt8 DEFAULT k > 1 ? 1 : 2) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (`k` UInt64, `a b` String, "c d" String, `e``f` String, `g\`h` String, `select` String, `from` String DEFAULT `select`) ENGINE = MergeTree ORDER BY (`k`, `a b`);
CREATE TABLE app.t (k UInt64, comment String COMMENT 'comment', ttl Date, codec String, settings String, primary String, type String, `index` String, engine String, database String, final UInt8, rows UInt8, offset UInt8) ENGINE = MergeTree ORDER BY (k, type, engine);
CREATE TABLE app.t (k UInt64, date Date, timestamp DateTime, interval UInt8, day UInt8 DEFAULT toDayOfMonth(date), year UInt16, user String, `default` String, key String, value String, cluster String, view String) ENGINE = MergeTree ORDER BY (k, date, timestamp, key);
CREATE TABLE app.t (k UInt64, a Nested(x UInt8, y String), b Nested(z Nullable(UInt8))) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, `a.x` Array(UInt8), `a.y` Array(String) DEFAULT arrayMap(i -> toString(i), a.x)) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, `a.x` Array(UInt8), `b.c.d` String) ENGINE = MergeTree ORDER BY k;
/* rewritten */ CREATE TABLE app.t (k UInt64, t Tuple(a UInt8, b Tuple(c String, d UInt8)), v UInt8 DEFAULT t.a, w String DEFAULT t.b.c, x UInt8 DEFAULT t.1, y UInt8 DEFAULT t.2.2, z UInt8 DEFAULT (1, 2).1) ENGINE = MergeTree ORDER BY k;
/* rewritten */ CREATE TABLE app.t (k UInt64, a Array(UInt64), b UInt64 DEFAULT a[1], c Map(String, UInt64), d UInt64 DEFAULT c['x'], e UInt64 DEFAULT arraySum(x -> x * 2, a), f Array(UInt64) DEFAULT [1, 2, 3], g Tuple(UInt8, String) DEFAULT (1, 'a')) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, a DateTime DEFAULT now(), b DateTime DEFAULT NOW(), c DateTime64(3) DEFAULT now64(3), d Date DEFAULT toDate(a), e DateTime('UTC') DEFAULT now('UTC'), f UUID DEFAULT generateUUIDv4(), g DateTime DEFAULT CURRENT_TIMESTAMP) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, a Float64 DEFAULT 1.0, b Float64 DEFAULT 1.50, c Float64 DEFAULT 1e3, d Float64 DEFAULT 0.5, e Float64 DEFAULT 1e-7, f Float64 DEFAULT 1e21, g Float64 DEFAULT -1.5, h Float64 DEFAULT 123456789.123, i Float64 DEFAULT 0.1) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, a UInt64 DEFAULT 0xFF, b UInt64 DEFAULT 1_000, c UInt64 DEFAULT 18446744073709551615, d Int64 DEFAULT -9223372036854775808, e UInt64 DEFAULT 0b101, f Int64 DEFAULT -5, g UInt64 DEFAULT 007, h Float64 DEFAULT 1., i Float64 DEFAULT inf, j Float64 DEFAULT nan) ENGINE = MergeTree ORDER BY k;
/* rewritten */ CREATE TABLE app.t (k UInt64, a String DEFAULT CAST(k AS String), b String DEFAULT CAST(k, 'String'), c String DEFAULT k::String, d UInt64 DEFAULT '5'::UInt64, e UInt64 DEFAULT 1::UInt64, f Array(UInt8) DEFAULT [1,2]::Array(UInt8), g Date DEFAULT DATE '2020-01-01', h DateTime DEFAULT TIMESTAMP '2020-01-01 00:00:00') ENGINE = MergeTree ORDER BY k;
/* rewritten */ CREATE TABLE app.t (k UInt64, a UInt8 DEFAULT 1 + 2*3, b UInt8 DEFAULT (1+2)*3, c UInt8 DEFAULT -(-1), d UInt8 DEFAULT 7 % 3, e UInt8 DEFAULT 7 DIV 3, f UInt8 DEFAULT 7 MOD 3, g String DEFAULT 'a' || 'b' || 'c', h UInt8 DEFAULT NOT 1 AND 0 OR 1, i UInt8 DEFAULT 1 <> 2, j UInt8 DEFAULT 1 == 1) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, b Bool DEFAULT true, c Bool DEFAULT FALSE, d Nullable(Bool) DEFAULT null, e UInt8 DEFAULT k IS NULL, f UInt8 DEFAULT isNull(k), g UInt8 DEFAULT ifNull(d, 0), h String DEFAULT if(k > 1, 'a', 'b'), i String DEFAULT multiIf(k = 1, 'a', k = 2, 'b', 'c')) ENGINE = MergeTree ORDER BY k;
/* rewritten */ CREATE TABLE app.t (k UInt64, d Date DEFAULT today() + INTERVAL 1 DAY, e Date DEFAULT today() - interval 1 month, f DateTime DEFAULT now() + INTERVAL '1' HOUR, g DateTime DEFAULT now() + INTERVAL k SECOND, h Date DEFAULT addDays(today(), 1), i Date DEFAULT dateAdd(DAY, 1, today()), j UInt64 DEFAULT dateDiff('day', d, e)) ENGINE = MergeTree ORDER BY k;
/* rewritten */ CREATE TABLE app.t (k UInt64, a String DEFAULT trim(BOTH ' ' FROM ' x '), b UInt16 DEFAULT extract(YEAR FROM today()), c String DEFAULT substring('abc' FROM 2 FOR 1), d UInt64 DEFAULT position('a' IN 'abc'), e String DEFAULT $$heredoc 'x'$$, f String DEFAULT $a$b$a$) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, a String DEFAULT toString(k) COMMENT 'it''s a "comment" -- with dashes /* and stars */; end', b String COMMENT '') ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, a String DEFAULT JSONExtractString('{"a": {"b": 1}}', 'a', 'b'), b String DEFAULT '{x}', c String DEFAULT '?', d String DEFAULT '/* no */', e String DEFAULT '-- no', f String DEFAULT ';') ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, a DateTime TTL a + INTERVAL 1 DAY, b DateTime DEFAULT a, c String TTL b + toIntervalMonth(1), d String DEFAULT 'x' TTL toDateTime(b) + INTERVAL 90 DAY) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, a LowCardinality(Nullable(String)), b LowCardinality(Nullable(String)), c Array(Nullable(String)) DEFAULT [], d Map(String, String) DEFAULT map(), e Map(String, UInt8) DEFAULT map('a', 1)) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, a AggregateFunction(sum, UInt64), b AggregateFunction(quantiles(0.5, 0.9), Float64), c SimpleAggregateFunction(max, DateTime), d AggregateFunction(uniq, String, UInt8), e AggregateFunction(count), f AggregateFunction(groupArray(10), Array(String)), g AggregateFunction(argMax, String, DateTime64(3))) ENGINE = AggregatingMergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, j JSON, j2 JSON(max_dynamic_paths = 10), j3 JSON(a.b UInt32, SKIP c), j4 JSON(SKIP z, b.c UInt32, max_dynamic_types = 5, `a` INT, SKIP REGEXP 'x.*', max_dynamic_paths = 3, SKIP y.z), j5 JSON(max_dynamic_paths = 1024), d Dynamic, d2 Dynamic(max_types = 5), v Variant(String, UInt64), v2 Variant(UInt64, Array(String))) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, p Point, r Ring, g Polygon, m MultiPolygon, i4 IPv4, i6 IPv6, u UUID, d DateTime64(9, 'Asia/Tokyo'), d32 Date32, dec Decimal(76, 20), i256 Int256, f FixedString(16)) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, e Enum('a', 'b', 'c'), e8 Enum8('x' = 5, 'y' = 6, 'z' = -3), e16 Enum16('it''s' = 1, 'b, (c)' = 300), e3 Enum('a' = 1000)) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64 PRIMARY KEY, a String) ENGINE = MergeTree;
CREATE TABLE app.t (k UInt64, a String, PRIMARY KEY (k, a)) ENGINE = MergeTree;
CREATE TABLE app.t (k UInt64, a String, PRIMARY KEY k) ENGINE = MergeTree ORDER BY (k, a);
CREATE TABLE app.t (k UInt64, a UInt64 STATISTICS(minmax, uniq, tdigest), b String STATISTICS(uniq)) ENGINE = MergeTree ORDER BY k;
/* respelt */ CREATE TABLE app.t (k UInt64 SETTINGS (min_compress_block_size = 65536, max_compress_block_size = 1048576), a String) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, `имя` String, `名` String DEFAULT 'ü', e String DEFAULT '😀', f String DEFAULT 'a\tb', g String DEFAULT '\x41\x42', h String DEFAULT '\xe4\xb8\xad') ENGINE = MergeTree ORDER BY k;
/* rewritten */ CREATE TABLE app.t (k UInt64, a String DEFAULT concat('a', toString(k)), b String DEFAULT upper(lower(a)), c UInt64 DEFAULT cityHash64(a, b), d UInt8 DEFAULT has([1, 2], 1), e UInt8 DEFAULT length(a) > 3 AND (b = 'x' OR b != 'y')) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, a UInt64 DEFAULT YEAR(today()), b String DEFAULT UCASE('a'), c String DEFAULT SubStr('abc', 1), d UInt64 DEFAULT LENGTH('x'), e String DEFAULT COALESCE(NULL, 'x'), f String DEFAULT IFNULL(NULL, 'x')) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t
(
    -- the key
    k UInt64, /* and
    more */ a String, # a hash comment
    #! another
    b String DEFAULT '1' -- a trailing comment
    , c String
)
-- between
ENGINE = MergeTree /* inline */ ORDER BY /* here */ (k /* and */, a);
create table if not exists app.t (k UInt64, a String) engine = MergeTree order by k;
create table app.t (k UInt64, a String default 'x' comment 'c' codec(ZSTD(1)) ttl d + interval 1 day, d Date) engine MergeTree() partition by toYYYYMM(d) order by k settings index_granularity = 1024 comment 'lower';
CREATE TABLE app.t (k UInt64, a DOUBLE PRECISION, b BIGINT UNSIGNED, c INT(11) UNSIGNED, d CHAR LARGE OBJECT, e NATIONAL CHARACTER VARYING(10), f TINYINT SIGNED, g DECIMAL(10), h NUMERIC(12, 4), i VARCHAR(255), j BINARY(3), l TIMESTAMP, m BOOLEAN, n TEXT, o DEC, p REAL, q SINGLE, r YEAR) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, t Tuple(a INT, b TEXT, c Array(BIGINT)), `n` Nested(a INT, b VARCHAR(3)), x Map(VARCHAR, INT), y Array(DECIMAL(10,2)), z Tuple(`a b` String, `from` UInt8)) ENGINE = MergeTree ORDER BY k;
CREATE TABLE app.t (k UInt64, q QBit(Float32, 16), t Time, t64 Time64(6)) ENGINE = Memory;
CREATE TABLE app.t (k UInt64, i IntervalDay) ENGINE = Memory;
CREATE TABLE app.t (k UInt64, a String DEFAULT dictGetOrDefault('app.d', 'v', k, ''), b UInt64 DEFAULT (k + 1) % 16, c Tuple(UInt8, UInt8) DEFAULT tuple(1, 2), d Array(UInt8) DEFAULT array(1, 2), e UInt8 DEFAULT bitAnd(k, 1) = 1) ENGINE = MergeTree ORDER BY k;
/* rewritten */ CREATE TABLE app.t (k UInt64, a Array(Tuple(x UInt8, y String)), b Array(UInt8) DEFAULT a.x, c UInt8 DEFAULT a[1].x, d Array(Array(UInt8)) DEFAULT [[1], [2, 3]], e UInt64 DEFAULT length(a.x), f UInt64 DEFAULT a.size0) ENGINE = MergeTree ORDER BY k;
