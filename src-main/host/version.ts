/** The product’s version; package.json says the same, and a test holds the two together. */
export const version = '0.1.0';
