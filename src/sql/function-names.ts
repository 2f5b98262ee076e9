/** How ClickHouse finds functions by name, and under which name it stores them (`system.functions` of 26.7). */

/** Functions found in any case, by the names that they are stored under. */
const anyCase =
  'CAST CRC32 CRC32IEEE CRC64 DATE FQDN HMAC UTCTimestamp YYYYMMDDToDate YYYYMMDDToDate32 ' +
  'YYYYMMDDhhmmssToDateTime _CAST abs acos addDate age analysisOfVariance approx_top_k approx_top_sum ' +
  'arrayPartialShuffle arrayShuffle ascii asin atan atan2 avg avg2 bin byteSwap ceil char coalesce concat ' +
  'connectionId corr cos count countSubstrings currentSchemas dateDiff dateName degrees exp factorial ' +
  'firstNonDefault floor greatest hasSubsequence hasSubsequenceCaseInsensitive ' +
  'hasSubsequenceCaseInsensitiveUTF8 hasSubsequenceUTF8 hasTokenCaseInsensitive hasTokenCaseInsensitiveOrNull ' +
  'hex hypot if ifNull initcap isMergeTreePartCoveredBy isNull kolmogorovSmirnovTest lag lead least left length ' +
  'localtime locate log log10 log2 lower makeDate makeDate32 makeDateTime makeDateTime64 max max2 ' +
  'mergeTreePartInfo midpoint min min2 monthName not now now64 nth_value ntile nullIf overlay pi position ' +
  'positiveModulo positiveModuloOrNull pow radians rand rank repeat reverse revision right round row_number ' +
  'sign sin soundex space sqr sqrt subDate substring sum tan tanh timeDiff timestamp timezone toDecimalString ' +
  'today trunc unbin unhex upper version';

/** Aliases found in any case, in lower case, each with the name that is stored for it. */
const anyCaseAliases =
  'bit_and=groupBitAnd bit_or=groupBitOr bit_xor=groupBitXor cardinality=length character_length=lengthUTF8 ' +
  'char_length=lengthUTF8 covar_pop=covarPop covar_samp=covarSamp database=currentDatabase ' +
  'date_format=formatDateTime date_trunc=dateTrunc day=toDayOfMonth dayofmonth=toDayOfMonth ' +
  'dayofweek=toDayOfWeek dayofyear=toDayOfYear format_bytes=formatReadableSize from_base64=base64Decode ' +
  'from_days=fromDaysSinceYearZero from_unixtime=fromUnixTimestamp hour=toHour inet6_aton=IPv6StringToNum ' +
  'inet6_ntoa=IPv6NumToString inet_aton=IPv4StringToNum inet_ntoa=IPv4NumToString ' +
  'json_array_length=JSONArrayLength last_day=toLastDayOfMonth microsecond=toMicrosecond ' +
  'millisecond=toMillisecond minute=toMinute month=toMonth nanosecond=toNanosecond ' +
  'natural_sort_key=naturalSortKey octet_length=length quarter=toQuarter regexp_extract=regexpExtract ' +
  'regexp_matches=match regexp_replace=replaceRegexpAll regexp_substr=regexpExtract schema=currentDatabase ' +
  'second=toSecond std=stddevPop stddev=stddevSamp stddev_pop=stddevPop stddev_samp=stddevSamp ' +
  'substring_index=substringIndex to_base64=base64Encode to_days=toDaysSinceYearZero to_unixtime=parseDateTime ' +
  'utc_timestamp=UTCTimestamp var_pop=varPop var_samp=varSamp year=toYear anova=analysisOfVariance ' +
  'any_value=any any_value_respect_nulls=any_respect_nulls approx_top_count=approx_top_k array_agg=groupArray ' +
  'array_concat_agg=groupArrayArray array_remove=arrayRemove array_to_string=arrayStringConcat ' +
  'byteslice=substring ceiling=ceil concat_ws=concatWithSeparator connection_id=connectionId curdate=today ' +
  'current_database=currentDatabase current_date=today current_query_id=currentQueryID ' +
  'current_schemas=currentSchemas current_timestamp=now current_user=currentUser date_bin=toStartOfInterval ' +
  'dense_rank=denseRank distancecosine=cosineDistance distancecosinetransposed=cosineDistanceTransposed ' +
  'distancel1=L1Distance distancel2=L2Distance distancel2squared=L2SquaredDistance ' +
  'distancel2transposed=L2DistanceTransposed distancelinf=LinfDistance distancelp=LpDistance first_value=any ' +
  'first_value_respect_nulls=any_respect_nulls flatten=arrayFlatten from_utc_timestamp=fromUTCTimestamp ' +
  'group_concat=groupConcat initial_query_id=initialQueryID initial_query_start_time=initialQueryStartTime ' +
  'instr=positionCaseInsensitive last_value=anyLast last_value_respect_nulls=anyLast_respect_nulls lcase=lower ' +
  'ln=log localtimestamp=now lpad=leftPad max_by=argMax mid=substring min_by=argMin mod=modulo ' +
  'modornull=moduloOrNull norml1=L1Norm norml2=L2Norm norml2squared=L2SquaredNorm normlinf=LinfNorm ' +
  'normlp=LpNorm normalizel1=L1Normalize normalizel2=L2Normalize normalizelinf=LinfNormalize ' +
  'normalizelp=LpNormalize percent_rank=percentRank pmod=positiveModulo pmodornull=positiveModuloOrNull ' +
  'positive_modulo=positiveModulo positive_modulo_or_null=positiveModuloOrNull power=pow query_id=queryID ' +
  'regexpinstr=regexpPosition regexp_instr=regexpPosition replace=replaceAll rpad=rightPad ' +
  'scalarproduct=dotProduct scalarproducttransposed=dotProductTransposed session_user=currentUser ' +
  'str_to_date=parseDateTimeOrNull str_to_map=extractKeyValuePairs string_agg=groupConcat substr=substring ' +
  'timezone=timezone time_bucket=toStartOfInterval to_utc_timestamp=toUTCTimestamp truncate=trunc ucase=upper ' +
  'unnest=arrayJoin user=currentUser vectordifference=tupleMinus vectorsum=tuplePlus week=toWeek ' +
  'width_bucket=widthBucket yearweek=toYearWeek';

const stored = new Map([
  ...anyCase.split(' ').map((name): [string, string] => [name.toLowerCase(), name]),
  ...anyCaseAliases.split(' ').map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    return [pair.slice(0, equals), pair.slice(equals + 1)];
  }),
]);

/**
 * The name that 26.7 stores for a function called like this. Aliases that are found in one case only (`toTimeZone`) are
 * stored as they were written (tried), and so is every name it doesn't know.
 */
export function canonicalFunction(name: string): string {
  return stored.get(name.toLowerCase()) ?? name;
}
