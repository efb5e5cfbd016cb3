-- Which logins may act as which of the warehouse's groups; passwords stay where they are.
SELECT g.rolname AS role, m.rolname AS member, m.rolcanlogin AS can_login
FROM pg_auth_members a
JOIN pg_roles g ON g.oid = a.roleid
JOIN pg_roles m ON m.oid = a.member
WHERE g.rolname LIKE 'etl\_%' AND NOT m.rolsuper AND m.rolname <> current_user
ORDER BY 1, 2
