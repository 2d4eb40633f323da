/// What `lockstep help TOPIC` explains beside the commands.
enum HelpTopic: String, CaseIterable {
    case exitCodes = "exit-codes"
    case references, formats, man

    /// Nil where the arguments ask for something else; a command's help is the argument parser's.
    init?(arguments: [String]) {
        guard arguments.count == 2, arguments[0] == "help" else { return nil }
        self.init(rawValue: arguments[1])
    }

    var text: String {
        switch self {
        case .exitCodes: Self.exitCodeText
        case .references: Self.referenceText
        case .formats: Self.formatText
        case .man: ManualPage.text
        }
    }

    private static let exitCodeText = """
        EXIT CODES, the same in every output format

           0  done, or nothing to do
           1  failed
           2  changes are pending (plan --exit-code, mirror --check)
           3  partly applied: some changes, or some targets of a mirror
           4  stale: the plan, the source commit or the ledger of this clone is out of date
           5  a safety limit; --force lifts it
           6  locked by another run
           7  invalid input: declarations, settings, a plan file, a plain secret in the history
           8  drift or conflict: someone else changed an item
           9  login, permission, or an untrusted gateway
          64  usage: the arguments are wrong, or there is nobody to ask and no --yes
          70  a defect in Lockstep

        Before the first write the first of 64, 7, 9, 6, 4, 5, 8, 1 that applies decides; after it 0 says that all was
        done, 3 that some was, 1 that nothing was.

        """

    private static let referenceText = """
        REFERENCES: a text that begins with ref+ is replaced when it is needed; its value is always secret

          ref+env://NAME                  an environment variable
          ref+file://path                 a file of the project, without its final line break
          ref+akeyless:///path#/pointer   another Akeyless item, or a member of its JSON
          ref+sops://file#/pointer        a file encrypted by sops
          ref+age://file                  a file encrypted by age
          ref+exec://name                 the output of a command that the operator has listed
          ref+kept://                     what Akeyless holds already: never compared, never overwritten
          ref+text://literal              the text itself, which is no secret

        What a pull request cannot lift, because it comes from flags or the environment:

          LOCKSTEP_ENV_ALLOW        names for ref+env; LOCKSTEP_*, AKEYLESS_*, GITHUB_* and CI_* are always refused
          LOCKSTEP_AKEYLESS_ALLOW   path globs for ref+akeyless; none if unset
          LOCKSTEP_EXEC_FILE        a file of `name = absolute command line` for ref+exec; none if unset

        ref+file stays inside the project, outside of .git, and follows no symbolic link. plan --offline-values resolves
        nothing: such fields are unknown (*).

        """

    private static let formatText = """
        FORMATS of results

          --format text        for people (the default)
          --format json        exactly one document on standard output, also on failure
          --format markdown    a comment for a pull request, below 65,536 characters
          --format html        one page that needs nothing else
          --format sarif       what validate found, for code scanning
          --output FILE        into a file of mode 0600 instead of standard output
          --report FORMAT=FILE a further form of the same run, as often as wanted; also junit=FILE

        In a plan:  + create   ~ update   - delete   = adopt   ! drift or conflict   ? orphan   * unknown   # excluded
                    ^ held by a rollback

        FORMATS of declarations, below connections/, variables/, config/ and teams/<team>/

          .yaml .yml .json .env   what `airflow connections export` and `airflow variables export` write
          lockstep schema         prints JSON Schemas of them for editors

        No form of any result holds a secret value, unless get --reveal or secret get asks for it.

        """
}
