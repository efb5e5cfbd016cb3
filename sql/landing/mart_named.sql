LEFT JOIN LATERAL (
    SELECT x.* FROM {listed}w."{column}" LIMIT 1
) "{column}_list" ON true
