"""USB packages (报送包): what an office hands to another one on a stick, sealed and signed.

A package `单位-报送-期别-序号.qtpkg` opens without this program. It is a plain tar (ustar) of two files:

    package.age           the age format (age-encryption.org/v1), X25519 recipients: the receiver, the escrow key
    package.age.minisig   minisign's format, prehashed (`ED`): Ed25519 over BLAKE2b-512 of package.age

    tar xf X.qtpkg
    minisign -V -m package.age -P <the sender's public key, on its card>
    age -d -i key.txt package.age | tar x

The trusted comment of the signature is one line of JSON, the *claims*: format, unit, office, receiver, number, previous
(number and BLAKE2b-512 of the package.age that went to the same receiver before), purpose, period, schema, whole,
rows by kind, deleted, attachments, head of the sender's history chain, created_at. Inside lies a tar as well:

    manifest.json                     the claims again; for each kind its columns; legal basis; what could not be found;
                                      `receipts`: number, digest, counts, problems of what came the other way
    records/<kind>/0001.jsonl.gz      one JSON array per record, in the order of the manifest's columns
    deletions/0001.jsonl.gz           [kind, uid, revision, deleted_at, deleted_by]
    labels.json                       column → code → label, of every code that occurs
    attachments/<uid>                 contents; their names are records of the kind `attachment`

Values are as they are stored: days ISO, money in fen, links as the uid of the other record, yes and no as 1 and 0.
Every tar header is what Python's tarfile writes for mode 0644, owner 0, time 0; anything else is refused, so that no
byte of a package can be changed unnoticed. The same state at the same moment gives the same bytes before encryption.

An answer (回复) is such a package as well, of the purpose `answer`. Whatever the purpose, receipts are confirmed first
when a package is taken in: what both sides then know to have is what a merge compares with, but for what the sender
lists as `undecided` (kind, uid, column): it has that, and has not agreed to it.

This package owns keys, purposes, content, sealing, checking and writing; merging is no business of these modules.
"""
