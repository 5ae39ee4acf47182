const DISABLE = /^\s*eslint-disable/;

/** A silenced rule is an exception, and the next reader has to know why it is one: `eslint-disable-next-line rule -- reason`. */
const describeDisable = {
  meta: {
    type: "suggestion",
    schema: [],
    messages: { why: "Say why the rule is wrong here: `eslint-disable-next-line rule -- reason`." },
  },
  create({ sourceCode, report }) {
    const silent = ({ value }) => DISABLE.test(value) && !/--\s*\S/.test(value);
    return {
      Program: () =>
        sourceCode
          .getAllComments()
          .filter(silent)
          .forEach(({ loc }) => report({ loc, messageId: "why" })),
    };
  },
};

/** The project's own rules. */
export const own = { rules: { "describe-disable": describeDisable } };
